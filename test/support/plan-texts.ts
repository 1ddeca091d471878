import { loadPythonParser } from "../../src/python/parser.ts";
import type { Plan } from "../../src/migrate/plan.ts";
import { planRepository } from "../../src/migrate/plan-repository.ts";
import type { Transform } from "../../src/migrate/transform.ts";
import type { Settings } from "../../src/project/settings.ts";
import { transforms } from "../../transforms/index.ts";

export const DEFAULT_SETTINGS: Settings = {
  include: [],
  exclude: [],
  importRoots: [],
  lineLength: 100,
  defaultAccelerator: null,
  secretNames: "group-and-key",
  sequential: false,
};

/** The plan for a repository that exists only as texts by path. */
export async function planTexts(
  texts: ReadonlyMap<string, string>,
  settings: Partial<Settings> = {},
  chosen: readonly Transform[] = transforms,
): Promise<Plan> {
  const files = [...texts].map(([path, text]) => ({ path, absolutePath: `/repository/${path}`, bytes: Buffer.from(text) }));
  const parse = await loadPythonParser();
  const selected = new Set(texts.keys());
  return planRepository({
    root: "/repository",
    files,
    selected,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    transforms: chosen,
    parse,
  });
}
