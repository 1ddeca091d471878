/** What writing did, for a terminal. */
import type { WriteOutcome } from "./json.ts";
import { counted, prose, visible } from "./layout.ts";
import type { View } from "./view.ts";

/** Files written, and those that were not. */
export function formatWriteOutcome({ written, changedOnDisk, failed }: WriteOutcome, view: View): string {
  const { colours } = view;
  const lines = [`${colours.bold("Written")}  ${counted(written.length, "file")}`];
  for (const path of changedOnDisk) {
    lines.push(
      `  ${colours.red(visible(view.showPath(path)))}  changed while flyteshift was reading, and was left alone: run again`,
    );
  }
  for (const { path, message } of failed) {
    lines.push(`  ${colours.red(visible(view.showPath(path)))}  could not be written`, ...prose(message, view, 6));
  }
  return lines.join("\n");
}
