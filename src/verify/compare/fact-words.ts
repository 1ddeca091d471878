/** Facts as a person reads them: one value, the difference of two, and the line that sums up a task. */
import { FACTS } from "./facts.ts";
import type { FactId, FactValues } from "./facts.ts";
import { showText } from "./show-values.ts";
import type { Shown } from "./show-values.ts";

/** The value of a fact in words; null where the task says nothing about it. */
export function factText<Id extends FactId>(id: Id, value: FactValues[Id]): string | null {
  return joined(FACTS[id].show(value));
}

/** Both values in words, without what both say. */
export function factDifference<Id extends FactId>(id: Id, v1: FactValues[Id], v2: FactValues[Id]) {
  const [before, after] = [FACTS[id].show(v1), FACTS[id].show(v2)];
  return {
    v1: joined(before.filter((text) => !after.includes(text))),
    v2: joined(after.filter((text) => !before.includes(text))),
  };
}

/** What the line that sums up a task says of a fact. */
export function factBrief<Id extends FactId>(id: Id, value: FactValues[Id]): Shown {
  const { title, show, brief } = FACTS[id];
  return brief ? brief(value) : showText(joined(show(value))).map((text) => `${title} ${text}`);
}

function joined(texts: Shown): string | null {
  return texts.length === 0 ? null : texts.join(", ");
}
