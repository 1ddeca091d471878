/** Calls that only make a value out of their arguments: it does not matter when, where and how often they run. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { Repository } from "../../src/flyte1/repository.ts";
import type { Module } from "../../src/project/modules.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const BUILTINS = words(
  `abs all any bin bool bytes chr complex dict divmod enumerate filter float format frozenset hex int isinstance issubclass iter
  len list map max min next oct ord pow range repr reversed round set slice sorted str sum tuple type zip`,
);

const FUNCTIONS = words(
  `collections.Counter collections.OrderedDict collections.defaultdict collections.deque copy.copy copy.deepcopy
  dataclasses.asdict dataclasses.replace datetime.date datetime.date.fromisoformat datetime.datetime
  datetime.datetime.combine datetime.datetime.fromisoformat datetime.datetime.fromtimestamp datetime.datetime.strptime
  datetime.time datetime.timedelta datetime.timezone decimal.Decimal fractions.Fraction functools.partial json.dumps json.loads
  os.fspath os.path.basename os.path.dirname os.path.join os.path.normpath os.path.split os.path.splitext pathlib.Path
  pathlib.PurePath pathlib.PurePosixPath textwrap.dedent typing.cast uuid.UUID`,
);

/** Modules without a function that reads or changes anything outside. */
const MODULES = words("itertools math operator re statistics string");

/** Methods of strings, numbers, dates and containers. (`get` is not among them: it reads from more than dictionaries.) */
const METHODS = words(
  `add append as_posix capitalize casefold clear copy count date discard encode endswith extend format index insert isalnum
  isalpha isdigit isoformat items join joinpath keys ljust lower lstrip partition pop remove removeprefix removesuffix replace
  reverse rjust rpartition rsplit rstrip setdefault sort split splitlines startswith strftime strip swapcase time timestamp title
  total_seconds union update upper values weekday with_suffix zfill`,
);

/** True for `range(3)`, `timedelta(days=1)`, `rows.append(x)` and the like; their arguments are not looked at. */
export function isPureCall(repository: Repository, module: Module, callee: SyntaxNode): boolean {
  const meaning = repository.symbols.meaningOf(module, callee);
  if (meaning?.kind === "external") return FUNCTIONS.has(meaning.path) || MODULES.has(meaning.path.split(".")[0] ?? "");
  if (callee.kind === "identifier") return BUILTINS.has(callee.text) && module.scopes.bindingOf(callee) === undefined;
  // `shop.sort(…)` is a function of that name when `shop` is a module.
  if (meaning && (meaning.kind === "module" || meaning.attributes.length === 0)) return false;
  return METHODS.has(callee.field("attribute")?.text ?? "");
}
