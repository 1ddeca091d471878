import { describe, expect, test } from "vitest";
import { isFlytekitRequirement, isPluginRequirement } from "../../src/flyte1/images.ts";

const GITHUB = "git+https://github.com/flyteorg/flytekit";

describe("requirements of an image", () => {
  test.each([
    "flytekit",
    " flytekit>=1.16",
    "flytekit[sagemaker]",
    "flytekit @ https://example.com/flytekit.whl",
    GITHUB,
    `${GITHUB}.git`,
    `${GITHUB}.git@master`,
    `flytekit @ ${GITHUB}@v1.16.0`,
    "git+ssh://git@github.com/acme/flytekit.git#egg=flytekit",
  ])("%s is the SDK", (requirement) => {
    expect([isFlytekitRequirement(requirement), isPluginRequirement(requirement)]).toEqual([true, false]);
  });

  test.each([
    "flytekitplugins-spark",
    "flytekitplugins_spark==1.16",
    `${GITHUB}.git#subdirectory=plugins/flytekit-spark`,
    `${GITHUB}.git@master#egg=x&subdirectory=plugins/flytekit-ray`,
    `flytekitplugins-spark @ ${GITHUB}@master#subdirectory=plugins/flytekit-spark`,
  ])("%s is a plugin", (requirement) => {
    expect([isFlytekitRequirement(requirement), isPluginRequirement(requirement)]).toEqual([false, true]);
  });

  test.each([
    "flytekit-tools",
    "flytekit_tools",
    "pandas",
    "git+https://github.com/acme/flytekit-tools.git",
    "git+https://github.com/flytekit/tools.git#subdirectory=plugins/a",
    "git+https://github.com/acme/my-flytekit.git",
  ])("%s has nothing to do with Flyte 1", (requirement) => {
    expect([isFlytekitRequirement(requirement), isPluginRequirement(requirement)]).toEqual([false, false]);
  });
});
