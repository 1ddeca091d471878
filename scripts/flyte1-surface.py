"""Writes src/flyte1/surface.json: every public name of Flyte 1, the other paths to it, and what it can be called with.

Run it with a Python that has flytekit 1.16.31 installed, and the packages that flytekit imports only if they are there:

    pip install "flytekit[connector]==1.16.31" pandas pyarrow pydantic kubernetes
    python scripts/flyte1-surface.py

Names come from the source of the installed package (a syntax tree per module), so they do not depend on which third-party
packages are installed. A name belongs to Flyte 1 when a module of flytekit defines or assigns it; what flytekit only imports
(os, typing, pandas) does not. Every other module that imports the name gives an alias path.

Canonical path: the one with fewest segments among the place of the definition and the re-exports of packages
(`__init__.py`); at equal length the place of the definition wins. An import in an ordinary module is an accident of its
author and only ever an alias.

Parameters come from the imported objects (`inspect.signature`), for names that users call. Not for the machinery that they
only import by accident (`NO_PARAMETERS`): those are listed so that they can be named, not so that they can be migrated.
Task classes pass `**kwargs` on to their bases; the keywords of the bases are not repeated for each class.

Modules that cannot be imported are named on stderr: their names are listed all the same, without parameters.
"""

from __future__ import annotations

import ast
import enum
import functools
import importlib
import inspect
import json
import pkgutil
import sys
import types
import typing
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "flytekit"
VERSION = "1.16.31"
OUTPUT = Path(__file__).resolve().parent.parent / "src" / "flyte1" / "surface.json"

# Machinery: names only.
NO_PARAMETERS = (
    "flytekit.bin.",
    "flytekit.clients.",
    "flytekit.clis.",
    "flytekit.configuration.file.",
    "flytekit.configuration.internal.",
    "flytekit.configuration.plugin.",
    "flytekit.core.array_node.",
    "flytekit.core.artifact_utils.",
    "flytekit.core.class_based_resolver.",
    "flytekit.core.interface.",
    "flytekit.core.local_cache.",
    "flytekit.core.local_fsspec.",
    "flytekit.core.mock_stats.",
    "flytekit.core.promise.",
    "flytekit.core.shim_task.",
    "flytekit.core.tracked_abc.",
    "flytekit.core.tracker.",
    "flytekit.core.type_engine.",
    "flytekit.core.type_match_checking.",
    "flytekit.core.utils.",
    "flytekit.core.worker_queue.",
    "flytekit.exceptions.",
    "flytekit.extend.backend.",
    "flytekit.image_spec.default_builder.",
    "flytekit.interaction.",
    "flytekit.interactive.vscode_lib.",
    "flytekit.interfaces.",
    "flytekit.lazy_import.",
    "flytekit.models.",
    "flytekit.remote.interface.",
    "flytekit.remote.metrics.",
    "flytekit.remote.remote_fs.",
    "flytekit.tools.",
    "flytekit.utils.",
)

# Keywords that the signature hides in `**kwargs`.
TASK_CACHE_KEYWORDS = ("cache_serialize", "cache_version", "cache_ignore_input_vars")  # flytekit/core/task.py:361-363
HIDDEN_KEYWORDS = {
    "flytekit.task": TASK_CACHE_KEYWORDS,
    "flytekit.dynamic": TASK_CACHE_KEYWORDS,
    # flytekit/core/node.py:151-155 reads the three and drops cache_ignore_input_vars.
    "flytekit.core.node.Node.with_overrides": TASK_CACHE_KEYWORDS,
    # flytekit/core/task.py:673 passes them to EagerAsyncPythonFunctionTask; those that the task classes take:
    # flytekit/core/python_auto_container.py, flytekit/core/python_function_task.py, flytekit/core/base_task.py.
    "flytekit.eager": (
        "container_image",
        "requests",
        "limits",
        "environment",
        "task_resolver",
        "secret_requests",
        "pod_template",
        "pod_template_name",
        "accelerator",
        "shared_memory",
        "resources",
        "node_dependency_hints",
        "pickle_untyped",
        "metadata",
        "docs",
        "enable_deck",
        "disable_deck",
        "deck_fields",
        "security_ctx",
    ),
    # flytekit/core/array_node_map_task.py:129-140
    "flytekit.map_task": ("metadata", "security_ctx"),
}

# `Environment` shows the signature of `task` (functools.wraps) but takes keywords only: flytekit/core/environment.py.
ENVIRONMENT_MEMBERS = {"": False, ".update": False, ".extend": False, ".task": True, ".dynamic": True}


@dataclass
class Module:
    """Top-level bindings of one module: a definition is None, an import is (module, name)."""

    name: str
    is_package: bool
    bindings: dict[str, tuple[str, str] | None]


def is_public(dotted: str) -> bool:
    return not any(part.startswith("_") for part in dotted.split("."))


def module_files(root: Path) -> typing.Iterator[tuple[str, bool, Path]]:
    for path in sorted(root.rglob("*.py")):
        parts = [PACKAGE, *path.relative_to(root).with_suffix("").parts]
        is_package = parts[-1] == "__init__"
        yield ".".join(parts[:-1] if is_package else parts), is_package, path


def top_level(body: list[ast.stmt]) -> typing.Iterator[ast.stmt]:
    """Statements that run on import, also those under if, try and with; not those for type checkers only."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If) and "TYPE_CHECKING" in ast.unparse(statement.test):
            yield from top_level(statement.orelse)
            continue
        if isinstance(statement, (ast.If, ast.Try, ast.With)):
            for field in ("body", "handlers", "orelse", "finalbody"):
                for child in getattr(statement, field, []):
                    yield from top_level(child.body if isinstance(child, ast.ExceptHandler) else [child])


def target_names(target: ast.expr) -> typing.Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, (ast.Tuple, ast.List)):
        for element in target.elts:
            yield from target_names(element)


def source_module(importer: str, is_package: bool, statement: ast.ImportFrom) -> str:
    if statement.level == 0:
        return statement.module or ""
    base = importer.split(".")
    base = base[: len(base) - statement.level + (1 if is_package else 0)]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def read_module(name: str, is_package: bool, path: Path) -> Module:
    module = Module(name, is_package, {})
    for statement in top_level(ast.parse(path.read_text()).body):
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            module.bindings[statement.name] = None
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                module.bindings.update(dict.fromkeys(target_names(target)))
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            module.bindings.update(dict.fromkeys(target_names(statement.target)))
        elif isinstance(statement, ast.ImportFrom):
            source = source_module(name, is_package, statement)
            for alias in statement.names:
                if source.split(".")[0] == PACKAGE:
                    module.bindings[alias.asname or alias.name] = (source, alias.name)
    return module


class Surface:
    """The whole package: where each public path leads to."""

    def __init__(self, root: Path) -> None:
        self.modules = {name: read_module(name, package, path) for name, package, path in module_files(root)}
        self.expand_star_imports()
        self.imported: dict[str, types.ModuleType | None] = {}

    def expand_star_imports(self) -> None:
        for module in self.modules.values():
            star = module.bindings.pop("*", None)
            if star and star[0] in self.modules:
                for name in self.modules[star[0]].bindings:
                    module.bindings.setdefault(name, (star[0], name))

    def origin(self, module: str, name: str) -> str | None:
        """Dotted path of the definition, or of the module that the name stands for."""
        found = self.modules.get(module)
        if found is not None and name in found.bindings:
            imported = found.bindings[name]
            if imported is None:
                return f"{module}.{name}"
            if imported != (module, name):  # `from . import x` in a package: its own submodule
                return self.origin(*imported)
        return f"{module}.{name}" if f"{module}.{name}" in self.modules else None

    def load(self, module: str) -> types.ModuleType | None:
        if module not in self.imported:
            try:
                self.imported[module] = importlib.import_module(module)
            except Exception as problem:  # any failure of a third-party import only costs the parameters
                print(f"not imported: {module}: {problem}", file=sys.stderr)
                self.imported[module] = None
        return self.imported[module]

    def value(self, path: str) -> object:
        """The object at a path, or None when its module cannot be imported."""
        module, _, name = path.rpartition(".")
        return getattr(self.load(module), name, None)

    def same_object(self, definition: str) -> str | None:
        """The definition that an assignment (`A = B`) stands for; None for type variables and lazily imported modules."""
        value = self.value(definition)
        if isinstance(value, (typing.TypeVar, typing.ParamSpec, types.ModuleType)) or type(value).__name__ == "_LazyModule":
            return None
        if not (inspect.isclass(value) or inspect.isfunction(value)):
            return definition
        home = f"{value.__module__}.{value.__qualname__}"
        if home != definition and self.origin(value.__module__, value.__qualname__) == home and self.value(home) is value:
            return home
        return definition

    def paths(self) -> dict[str, list[str]]:
        """Every definition with the public paths that lead to it."""
        paths: dict[str, list[str]] = {}
        for module in self.modules.values():
            for name in module.bindings:
                path = f"{module.name}.{name}"
                origin = self.origin(module.name, name) if is_public(path) else None
                if origin is None:
                    continue
                definition = origin if origin in self.modules else self.same_object(origin)
                if definition is not None:
                    paths.setdefault(definition, []).append(path)
        return paths

    def canonical(self, definition: str, paths: list[str]) -> str:
        deliberate = [path for path in paths if path == definition or self.modules[path.rpartition(".")[0]].is_package]
        return min(deliberate or paths, key=lambda path: (path.count("."), path != definition, len(path), path))


def signature_text(parameters: typing.Iterable[inspect.Parameter], hidden: typing.Sequence[str] = ()) -> str:
    """A signature without types and defaults: `cpu, mem, *, gpu, **kwargs`."""
    bare = [p.replace(annotation=inspect.Parameter.empty, default=inspect.Parameter.empty) for p in parameters]
    known = {p.name for p in bare}
    extra = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in hidden if name not in known]
    rest = [p for p in bare if p.kind is inspect.Parameter.VAR_KEYWORD]
    named = [p for p in bare if p.kind is not inspect.Parameter.VAR_KEYWORD]
    return str(inspect.Signature([*named, *extra, *rest]))[1:-1]


def signature_parameters(value: object) -> list[inspect.Parameter]:
    """Without `self`. A task class is asked for its `__init__`: its metaclass hides it behind `*args, **kwargs`."""
    if inspect.isclass(value) and inspect.isfunction(value.__init__):
        return list(inspect.signature(value.__init__).parameters.values())[1:]
    return list(inspect.signature(value).parameters.values())


def parameters_of(value: object, path: str, skip_first: bool = False) -> str | None:
    try:
        parameters = signature_parameters(value)
    except (TypeError, ValueError):
        return None
    return signature_text(parameters[1:] if skip_first else parameters, HIDDEN_KEYWORDS.get(path, ()))


def method_parameters(owner: type, path: str) -> dict[str, str]:
    """Public methods that the class itself defines; `self` and `cls` left out."""
    found = {}
    for name, member in vars(owner).items():
        is_bound = isinstance(member, (classmethod, staticmethod))
        if name.startswith("_") or not (is_bound or inspect.isfunction(member)):
            continue
        text = parameters_of(getattr(owner, name), f"{path}.{name}", skip_first=not is_bound)
        if text is not None:
            found[f"{path}.{name}"] = text
    return found


def environment_parameters(task: object) -> dict[str, str]:
    """What `flytekit.Environment` really takes: the keywords of `task`."""
    first, *others = inspect.signature(task).parameters.values()
    keywords = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in others if p.kind is not inspect.Parameter.VAR_KEYWORD]
    function = first.replace(kind=inspect.Parameter.POSITIONAL_ONLY)
    return {
        f"flytekit.Environment{member}": signature_text([function, *keywords] if decorates else keywords, TASK_CACHE_KEYWORDS)
        for member, decorates in ENVIRONMENT_MEMBERS.items()
    }


def describe(surface: Surface) -> tuple[dict[str, list[str]], dict[str, str], dict[str, str]]:
    names: dict[str, list[str]] = {}
    modules: dict[str, str] = {}
    parameters: dict[str, str] = {}
    for definition, paths in surface.paths().items():
        if definition in surface.modules:
            modules.update({path: definition for path in paths if path != definition and is_public(definition)})
            continue
        canonical = surface.canonical(definition, paths)
        names[canonical] = sorted(path for path in paths if path != canonical)
        value = surface.value(definition)
        if canonical.startswith(NO_PARAMETERS) or not takes_arguments(value):
            continue
        text = parameters_of(value, canonical)
        if text is not None:
            parameters[canonical] = text
        if inspect.isclass(value):
            parameters.update(method_parameters(value, canonical))
    parameters.update(environment_parameters(surface.value("flytekit.core.task.task")))
    return names, modules, parameters


def takes_arguments(value: object) -> bool:
    """Functions, classes and `functools.partial` (`dynamic`); not enumerations, errors and other packages' classes."""
    if inspect.isclass(value):
        return value.__module__.split(".")[0] == PACKAGE and not issubclass(value, (enum.Enum, BaseException))
    return inspect.isroutine(value) or isinstance(value, functools.partial)


def main() -> None:
    package = importlib.import_module(PACKAGE)
    if package.__version__ != VERSION:
        sys.exit(f"flytekit {package.__version__} is installed; this table is of {VERSION}: pip install flytekit=={VERSION}")
    names, modules, parameters = describe(Surface(Path(package.__file__).parent))
    tables = {"version": VERSION, "names": names, "modules": modules, "parameters": parameters}
    OUTPUT.write_text(one_line_per_entry(tables))
    print(f"{OUTPUT.name}: {len(names)} names, {len(parameters)} signatures", file=sys.stderr)


def one_line_per_entry(tables: dict[str, typing.Any]) -> str:
    sections = []
    for title, table in tables.items():
        if isinstance(table, str):
            sections.append(f'"{title}": {json.dumps(table)}')
            continue
        entries = [f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in sorted(table.items())]
        sections.append(f'"{title}": {{\n' + ",\n".join(entries) + "\n}")
    return "{\n" + ",\n".join(sections) + "\n}\n"


if __name__ == "__main__":
    main()
