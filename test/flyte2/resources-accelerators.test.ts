import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACCELERATOR_CONSTANTS } from "../../src/flyte1/accelerators.ts";
import { deviceNamed, deviceRequest, isRenamedDevice } from "../../src/flyte2/accelerators.ts";
import { settingsTable } from "../../src/project/settings.ts";
import { flat } from "../../src/python/expression.ts";

/** One GPU of each; the wire check over the fixtures holds that these ask the cluster for the same. */
const ONE_OF_EACH: Record<string, string> = {
  A10G: '"A10G:1"',
  L4: '"L4:1"',
  L4_VWS: 'flyte.Device(1, "GPU", "nvidia-l4-vws")',
  L40S: '"L40s:1"',
  K80: 'flyte.Device(1, "GPU", "nvidia-tesla-k80")',
  M60: 'flyte.Device(1, "GPU", "nvidia-tesla-m60")',
  P4: 'flyte.Device(1, "GPU", "nvidia-tesla-p4")',
  P100: 'flyte.Device(1, "GPU", "nvidia-tesla-p100")',
  T4: '"T4:1"',
  V100: '"V100:1"',
  H100: 'flyte.Device(1, "GPU", "nvidia-h100")',
  H200: 'flyte.Device(1, "GPU", "nvidia-h200")',
  RTX_PRO_6000: '"RTX_PRO_6000:1"',
  A100: '"A100:1"',
  A100_80GB: '"A100_80G:1"',
  V5E: 'flyte.TPU("V5E")',
  V5P: 'flyte.TPU("V5P")',
  V6E: 'flyte.TPU("V6E")',
};

test("every constant of flytekit has its request", () => {
  const requests = Object.entries(ACCELERATOR_CONSTANTS).map(([name, device]) => [name, flat(deviceRequest(device, null, 1))]);
  expect(Object.fromEntries(requests)).toEqual(ONE_OF_EACH);
});

describe("partitions", () => {
  test.each([
    ["nvidia-tesla-a100", "1g.5gb", 2, 'flyte.GPU("A100", quantity=2, partition="1g.5gb")'],
    ["nvidia-a100-80gb", "1g.10gb", 1, 'flyte.GPU("A100_80G", quantity=1, partition="1g.10gb")'],
    ["nvidia-tesla-a100", "1g.10gb", 1, 'flyte.Device(1, "GPU", "nvidia-tesla-a100", "1g.10gb")'],
    ["tpu-v5p-slice", "2x2x1", 1, 'flyte.TPU("V5P", "2x2x1")'],
    ["tpu-v5p-slice", "2x2x1", 2, 'flyte.Device(2, "TPU", "tpu-v5p-slice", "2x2x1")'],
    ["tpu-v6e-slice", "3x3", 1, 'flyte.Device(1, "TPU", "tpu-v6e-slice", "3x3")'],
  ])("%s %s, %i of it", (device, partition, quantity, expected) => {
    expect(flat(deviceRequest(device, partition, quantity))).toBe(expected);
  });
});

test("a count that the literals do not have is a quantity", () => {
  expect(flat(deviceRequest("nvidia-tesla-t4", null, 9))).toBe('flyte.GPU("T4", quantity=9)');
  expect(flat(deviceRequest("nvidia-rtx-pro-6000", null, 3))).toBe('flyte.GPU("RTX_PRO_6000", quantity=3)');
  expect(flat(deviceRequest("nvidia-tesla-t4", null, "int(COUNT)"))).toBe('flyte.GPU("T4", quantity=int(COUNT))');
});

test("an unknown device keeps its name and its count", () => {
  const device = fc.stringMatching(/^[a-z]{1,8}-[a-z0-9]{1,8}-x$/);
  fc.assert(
    fc.property(device, fc.integer({ min: 1, max: 64 }), (name, quantity) => {
      expect(flat(deviceRequest(name, null, quantity))).toBe(`flyte.Device(${quantity}, "GPU", "${name}")`);
    }),
  );
});

test("every accelerator that can be the default has a device", () => {
  const names = settingsTable.defaultAccelerator.form.expected.match(/(?<=")[^",]+(?=")/g) ?? [];
  expect(names).toContain("T4");
  expect(names.filter((name) => deviceNamed(name) === undefined)).toEqual([]);
});

test("no device of flytekit's constants is replaced by Flyte 2", () => {
  expect(Object.values(ACCELERATOR_CONSTANTS).filter(isRenamedDevice)).toEqual([]);
});
