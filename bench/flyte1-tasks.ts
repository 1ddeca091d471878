/** Flyte 1 tasks in their many spellings. Every task takes `values: list[float]` and returns such a list. */
import type { Flyte1Imports } from "./flyte1-imports.ts";
import { functionName, sentence, statements } from "./python-text.ts";
import type { Random } from "./random.ts";

export interface GeneratedTask {
  readonly name: string;
  readonly lines: readonly string[];
}

type Keywords = (random: Random, sdk: Flyte1Imports) => string[];

const CPUS = ['"500m"', '"1"', '"2"', "4", '"8000m"'];
const MEMORY = ['"512Mi"', '"1Gi"', '"2048Mi"', '"16Gi"'];

function resources(random: Random, sdk: Flyte1Imports, extra = ""): string {
  return `${sdk.spell("Resources")}(cpu=${random.pick(CPUS)}, mem=${random.pick(MEMORY)}${extra})`;
}

const NOTHING: Keywords = () => [];

const RESOURCES: readonly Keywords[] = [
  NOTHING,
  () => ["requests=settings.SMALL"],
  () => ["requests=settings.SMALL", "limits=settings.LARGE"],
  (random, sdk) => [`requests=${resources(random, sdk)}`],
  (random, sdk) => [`limits=${resources(random, sdk, ', ephemeral_storage="20Gi"')}`],
  (random, sdk) => [
    `requests=${resources(random, sdk)}`,
    `limits=${sdk.spell("Resources")}(cpu="8", mem="32Gi"),  # the peak is at month's end`,
  ],
  (_, sdk) => [`resources=${sdk.spell("Resources")}(cpu=("1", "2"), mem="4Gi")`],
];

const GPUS: readonly Keywords[] = [
  (random, sdk) => [
    `requests=${resources(random, sdk, ', gpu="1"')}`,
    `limits=${resources(random, sdk, ', gpu="1"')}`,
    "accelerator=T4",
  ],
  (random, sdk) => [`requests=${resources(random, sdk, ", gpu=1")}`, "accelerator=A100.partition_1g_5gb"],
  (random, sdk) => [`limits=${resources(random, sdk, ', gpu="2"')}`, "accelerator=A100", 'shared_memory="4Gi"'],
];

const CACHING: readonly Keywords[] = [
  NOTHING,
  NOTHING,
  () => ["cache=True", 'cache_version="1.0"'],
  () => ["cache=True", "cache_version=settings.FEATURES_VERSION", "cache_serialize=True"],
  () => ["cache=True", 'cache_version=f"{settings.DATA_VERSION}.7"', 'cache_ignore_input_vars=("values",)'],
  () => ['cache_version="2.1"'],
  () => ["cache=settings.CACHE_ENABLED", "cache_version=settings.DATA_VERSION"],
  (_, sdk) => [`cache=${sdk.spell("Cache")}(version=settings.DATA_VERSION, serialize=True)`],
];

const IMAGES: readonly Keywords[] = [
  () => ["container_image=settings.IMAGE"],
  () => ["container_image=settings.IMAGE"],
  () => ['container_image="ghcr.io/example/pipelines:2026.4"'],
  NOTHING,
];

const OTHERS: readonly Keywords[] = [
  NOTHING,
  (random) => [`retries=${random.integer(1, 5)}`],
  () => ["interruptible=True", "timeout=3600"],
  () => ['environment={"OMP_NUM_THREADS": "4", "MODE": "batch"}'],
  () => ["enable_deck=True"],
  () => ['pod_template_name="spot"', "retries=2"],
];

const SECRETS: readonly Keywords[] = [
  () => ["secret_requests=secret_names.LOGIN"],
  () => ["secret_requests=[secret_names.TOKEN]"],
  () => ["secret_requests=[*secret_names.LOGIN, secret_names.TOKEN]"],
  (_, sdk) => [`secret_requests=[${sdk.spell("Secret")}(group=secret_names.Store.GROUP, key="user")]`],
  (_, sdk) => [`secret_requests=[${sdk.spell("Secret")}("warehouse", "user")]`],
];

/** Lines that read a secret into `login`. */
const SECRET_READS: readonly Keywords[] = [
  () => ['    login = read_secret("user")'],
  (_, sdk) => [`    login = ${sdk.spell("current_context")}().secrets.get("warehouse", "user")`],
  (_, sdk) => [
    `    ctx = ${sdk.spell("current_context")}()`,
    "    login = ctx.secrets.get(secret_names.Store.GROUP, key=secret_names.Store.USER)",
  ],
  (_, sdk) => [`    login = ${sdk.spell("current_context")}().secrets.get(group="warehouse", key="password")`],
];

/** How much a task asks for. */
export type TaskKind = "plain" | "gpu" | "secrets";

export function taskText(random: Random, sdk: Flyte1Imports, kind: TaskKind): GeneratedTask {
  const name = `${functionName(random)}_${random.integer(1, 999)}`;
  const isBare = kind === "plain" && random.chance(0.25);
  const groups = [IMAGES, kind === "gpu" ? GPUS : RESOURCES, CACHING, OTHERS, ...(kind === "secrets" ? [SECRETS] : [])];
  const keywords = isBare ? [] : groups.flatMap((group) => random.pick(group)(random, sdk));
  const reads =
    kind === "secrets" ? [...random.pick(SECRET_READS)(random, sdk), '    logger.info("reading as %s", login[:1])'] : [];
  const lines = [
    ...decorator(random, sdk.spell("task"), keywords),
    `def ${name}(values: list[float]) -> list[float]:`,
    `    """${sentence(random)}"""`,
    ...reads,
    ...statements(random, random.integer(2, 6), "values", "    "),
    `    return [value * ${random.next().toFixed(3)} for value in values]`,
  ];
  return { name, lines };
}

function decorator(random: Random, name: string, keywords: readonly string[]): string[] {
  const [only] = keywords;
  if (only === undefined) return [random.chance(0.7) ? `@${name}` : `@${name}()`];
  const isCommented = keywords.some((keyword) => keyword.includes("#"));
  if (!isCommented && (keywords.length === 1 || random.chance(0.2))) return [`@${name}(${keywords.join(", ")})`];
  const behind = random.chance(0.1) ? "  # type: ignore[misc]" : "";
  return [`@${name}(`, ...keywords.map((keyword) => `    ${keyword.includes("#") ? keyword : `${keyword},`}`), `)${behind}`];
}
