/** Why an image specification cannot be told to Flyte 2. */
import type { SyntaxNode } from "../../src/python/syntax.ts";
import type { ImagesCode } from "./findings.ts";

export interface ImageProblem {
  readonly code: ImagesCode;
  readonly node: SyntaxNode;
  readonly slots: Readonly<Record<string, string>>;
}

/** What to do about fields without a counterpart; other fields get {@link DEFAULT_ADVICE}. */
const ADVICE: Readonly<Record<string, string>> = {
  conda_packages: "Use `with_pixi_project`, or a base image that has the conda packages.",
  conda_channels: "Use `with_pixi_project`, or a base image that has the conda packages.",
  cuda: 'Start from a base image with CUDA: `flyte.Image.from_base("nvidia/cuda:…")`.',
  cudnn: 'Start from a base image with cuDNN: `flyte.Image.from_base("nvidia/cuda:…")`.',
  source_root: "Leave it out: Flyte 2 brings the code along; other files need `with_source_folder(Path(…), …)`.",
  copy: "Use `with_source_file(Path(…))` or `with_source_folder(Path(…), …)`.",
  requirements: "Use `with_requirements` with a `.txt` file, or `with_poetry_project`, or `with_uv_project`.",
  pip_secret_mounts: "Use `secret_mounts=[flyte.Secret(…)]` of `with_pip_packages`.",
};

const DEFAULT_ADVICE = "Write the image as `flyte.Image` by hand, or remove the field where it is not needed.";

export function unsupported(field: string, node: SyntaxNode): ImageProblem {
  return { code: "images/unsupported", node, slots: { field, advice: ADVICE[field] ?? DEFAULT_ADVICE } };
}
