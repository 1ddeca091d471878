/** Expected differences of images: what they are built on, and what is put in them. */
import { isFlytekitRequirement, isPluginRequirement } from "../../../flyte1/images.ts";
import { rule } from "../expected-difference.ts";
import type { ExpectedDifference } from "../expected-difference.ts";

/** In the order in which they apply. */
export const IMAGE_RULES: readonly ExpectedDifference[] = [
  rule({
    id: "default-image",
    facts: ["image"],
    why: "Each SDK has its own default image.",
    announcedBy: [],
    rewrite: (value) => (value.source === "default" ? { ...value, uri: "flyte" } : value),
  }),
  rule({
    id: "built-image",
    facts: ["image"],
    why: "Each SDK builds images on a base of its own.",
    announcedBy: [],
    rewrite: (value, { v2 }) =>
      value.source === "built" && value.uri === null && v2.image.source === "built" ? v2.image : value,
  }),
  rule({
    id: "image-python",
    facts: ["imageContents"],
    why: "Without a version of Python each SDK takes that of the machine that builds.",
    announcedBy: [],
    rewrite: (contents, { v2 }) =>
      contents.some(isPython) ? contents : sorted([...contents, ...v2.imageContents.filter(isPython)]),
  }),
  rule({
    id: "image-base-python",
    facts: ["imageContents"],
    why: "Flyte 2 uses the Python of the base image; Flyte 1 installed one beside it.",
    announcedBy: ["images/base-image"],
    rewrite: (contents, { v1 }) => (v1.image.uri === null ? contents : contents.filter((text) => !isPython(text))),
  }),
  rule({
    id: "image-sdk",
    facts: ["imageContents"],
    why: "Each image has the SDK that it is for.",
    announcedBy: [],
    rewrite: (contents, { v2 }) => {
      const others = contents.filter((text) => !isFlytekitRequirement(pipPackage(text)));
      return sorted([...others, ...v2.imageContents.filter((text) => /^flyte\b(?![-_.])/.test(pipPackage(text)))]);
    },
  }),
  rule({
    id: "image-plugins",
    facts: ["imageContents"],
    why: "Plugins of flytekit are left out of the image.",
    announcedBy: ["images/plugin-package"],
    rewrite: (contents) => contents.filter((text) => !isPluginRequirement(pipPackage(text))),
  }),
  rule({
    id: "base-image-only",
    facts: ["image"],
    why: "An image specification that adds nothing to its base is the base.",
    announcedBy: [],
    rewrite: (value, { v2 }) =>
      value.source === "built" && v2.image.source === "uri" && value.uri === v2.image.uri ? v2.image : value,
  }),
];

function isPython(text: string): boolean {
  return text.startsWith("python ");
}

/** The requirement of a text of an image's contents, empty when it is about something else. */
function pipPackage(text: string): string {
  return /^pip (\S.*)$/.exec(text)?.[1] ?? "";
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
