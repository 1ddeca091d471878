/** What there is to migrate, with before and after. */
import type { Transform } from "../migrate/transform.ts";
import type { View } from "./view.ts";

/** Every transform with its example; ends with a line break. */
export function formatTransforms(transforms: readonly Transform[], view: View): string {
  const { colours } = view;
  const parts = transforms.map(({ id, title, example }) =>
    [
      `${colours.bold(id)}  ${title}`,
      "",
      ...codeBlock("before", example.before, view),
      "",
      ...codeBlock("after", example.after, view),
    ].join("\n"),
  );
  return `${parts.join("\n\n\n")}\n`;
}

function codeBlock(label: string, code: string, { colours }: View): string[] {
  const paint = label === "before" ? colours.red : colours.green;
  return [
    `  ${colours.dim(label)}`,
    ...code
      .replace(/^\n+|\s+$/g, "")
      .split("\n")
      .map((line) => (line ? `    ${paint(line)}` : "")),
  ];
}
