/** `flyteshift transforms`. */
import { formatTransforms } from "../../report/transforms.ts";
import { transforms } from "../../../transforms/index.ts";
import { outputView, print } from "../output.ts";
import type { ColourOptions } from "./explain.ts";

/** Prints what there is to migrate. */
export function listTransforms({ color }: ColourOptions): void {
  print(formatTransforms(transforms, outputView(color)));
}
