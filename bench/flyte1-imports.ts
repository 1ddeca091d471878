/** The spellings in which a module can have the Flyte 1 SDK. */
import type { Random } from "./random.ts";

type Style = "names" | "module" | "short module" | "renamed task" | "inner modules";

const STYLES: readonly Style[] = ["names", "names", "names", "module", "short module", "renamed task", "inner modules"];

/** Where some names live inside of the SDK; people import them from there, too. */
const INNER_MODULES: Readonly<Record<string, string>> = {
  task: "flytekit.core.task",
  workflow: "flytekit.core.workflow",
  Resources: "flytekit.core.resources",
};

/** Spells the SDK's names in one way, and knows afterwards what has to be imported. */
export class Flyte1Imports {
  private readonly style: Style;
  private readonly used = new Set<string>();

  constructor(random: Random) {
    this.style = random.pick(STYLES);
  }

  /** `task` as this module says it: `task`, `fl.task`, `flyte_task`. */
  spell(name: string): string {
    this.used.add(name);
    if (this.style === "module") return `flytekit.${name}`;
    if (this.style === "short module") return `fl.${name}`;
    return this.style === "renamed task" && name === "task" ? "flyte_task" : name;
  }

  /** The import statements for everything that was spelled. */
  get lines(): string[] {
    const names = [...this.used].sort();
    if (this.style === "module") return ["import flytekit"];
    if (this.style === "short module") return ["import flytekit as fl"];
    const inner = (name: string) => (this.style === "inner modules" ? INNER_MODULES[name] : undefined);
    const outer = names.filter((name) => !inner(name));
    const items = outer.map((name) => (this.style === "renamed task" && name === "task" ? "task as flyte_task" : name));
    const fromInner = names.flatMap((name) => (inner(name) ? [`from ${inner(name)} import ${name}`] : []));
    return [...(items.length > 0 ? [`from flytekit import ${items.join(", ")}`] : []), ...fromInner];
  }
}
