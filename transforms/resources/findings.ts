/** What the resources topic has to say to a person. */
import type { FindingKind } from "../../src/migrate/transform.ts";

export const RESOURCE_FINDINGS = [
  {
    code: "resources/disk-range",
    confidence: "review",
    title: "Different sizes of disk requested and allowed",
    why: "Flyte 2 takes one size of disk, so the limit `{limit}` is asked for instead of the request `{request}`.",
    todo: "Check that the nodes have this much ephemeral storage, or write a smaller `disk=`.",
    explanation: `Flyte 1 had a request and a limit of \`ephemeral_storage\`. \`flyte.Resources(disk=…)\` takes one text; a tuple is a ValueError.

The limit was taken, because a task that used more than its request would otherwise be evicted. The scheduler now looks for a node with
that much disk, so a generous limit can leave the task pending: write the size that the task really needs.`,
  },
  {
    code: "resources/gpu-range",
    confidence: "review",
    title: "Different numbers of GPUs requested and allowed",
    why: "Kubernetes wants as many GPUs requested as allowed, and Flyte 2 takes one number; the limit `{limit}` stays, not `{request}`.",
    todo: "Write the number of GPUs that the task needs.",
    explanation: `For GPUs Kubernetes only accepts a request that equals the limit, so the Flyte 1 task was refused by the cluster, or corrected
by it. \`flyte.Resources(gpu=…)\` takes one number. The limit was taken, because it is what Kubernetes goes by.`,
  },
  {
    code: "resources/numbers",
    confidence: "review",
    title: "A size without a unit",
    why: "`{value}` is a number of bytes; flytekit could not register it in a decorator, and Flyte 2 takes only text.",
    todo: 'Write the unit that was meant, for example `"1Gi"`.',
    explanation: `\`Resources(mem=1024)\` passes flytekit's own checks, but a decorator with it fails when the task is registered: only texts ever
reached a cluster. \`flyte.Resources\` refuses numbers for \`memory\` and \`disk\` when it is made.

The number became a text, which Kubernetes reads as bytes. That is rarely what was meant.`,
  },
  {
    code: "resources/accelerator-without-gpu",
    confidence: "review",
    title: "An accelerator without a number of GPUs",
    why: "Flyte 1 chose nodes with this accelerator but asked for none of it; Flyte 2 cannot say that, so one is asked for.",
    todo: "Check that the task needs one; if it needs none, remove `gpu=`.",
    explanation: `In Flyte 1 the accelerator only chose the node; the number of GPUs came from \`Resources(gpu=…)\`, which this task does not set, so
its container saw no GPU unless the cluster gave one away by other means. In Flyte 2 both are one value (\`gpu="T4:1"\`), and a number is
part of it.`,
  },
  {
    code: "resources/unpartitioned",
    confidence: "review",
    title: "A GPU that must not be partitioned",
    why: "Flyte 2 has no flag for unpartitioned GPUs, so the task can land on a node whose GPUs are partitioned.",
    todo: "Choose unpartitioned nodes by a pod template, if the cluster has both kinds.",
    explanation: `\`A100.unpartitioned\` told the cluster to pick a node whose GPUs are whole. Flyte 2 never sends that flag (a device has a name, a
quantity and a partition). On a cluster where no GPU is partitioned nothing changes.`,
  },
  {
    code: "resources/default-accelerator",
    confidence: "review",
    title: "A GPU of the model that the settings name",
    why: "The task asked for any GPU; the setting `default-accelerator` made it `{name}`.",
    todo: "Check that this task runs on that model.",
    explanation: `Flyte 1 asked for a number of GPUs of any model. Flyte 2 can do the same (\`gpu=1\`); the setting \`default-accelerator\` makes every
such request one for the model that it names. Remove the setting to keep the number alone.`,
  },
  {
    code: "resources/device-name",
    confidence: "review",
    title: "A device name that Flyte 2 replaces",
    why: "Flyte 1 sent the device as `{device}`; Flyte 2 takes that for its own short name and sends the long one.",
    todo: "Check which label the cluster's nodes carry.",
    explanation: `\`GPUAccelerator("T4")\` sent \`T4\` to the cluster. Flyte 2 knows \`T4\` as a short name and sends \`nvidia-tesla-t4\`
(flyte/_internal/runtime/resources_serde.py), whichever way it is written. Nodes are found by that label.`,
  },
  {
    code: "resources/reader-gpu-type",
    confidence: "review",
    title: "Code that reads the number of GPUs",
    why: "`gpu` of this object was a text and is a number now.",
    todo: "Check the code around this read.",
    explanation: `Flyte 1 resources held the number of GPUs as text (\`"1"\`). \`flyte.Resources\` refuses such a text and takes a number, or a text
with the model (\`"T4:1"\`). Code that compares the value with \`"1"\`, or joins it with text, has to follow.`,
  },
  {
    code: "resources/override-merged",
    confidence: "review",
    title: "An override that also keeps what the task has",
    why: "Flyte 2 replaces all resources of a call, so {kept} of `{task}` came along.",
    todo: "Check the resources of this call.",
    explanation: `\`with_overrides(requests=…)\` named only what is different. \`.override(resources=…)\` replaces the whole object, so fields that the
override does not name were copied from the task's own declaration. A field that it names is taken from the override alone, with
request and limit.`,
  },
  {
    code: "resources/override-unknown",
    confidence: "manual",
    title: "An override of a task whose resources are unknown",
    why: "Flyte 2 replaces all resources of a call, and those of `{task}` are not known here, so they cannot be kept.",
    todo: "Write `.override(resources=flyte.Resources(…))` with all fields that the call needs.",
    explanation: `\`.override(resources=…)\` replaces the whole object. What the override does not name has to be copied from the task's own
declaration, and that is only done when its values are constants in the source.`,
  },
  {
    code: "resources/unknown-value",
    confidence: "manual",
    title: "Resources that cannot be read from the source",
    why: "`{value}` is not a `Resources(…)` whose fields can be read here.",
    todo: "Write the `flyte.Resources(…)` by hand.",
    explanation: `Requests, limits and accelerator become one \`flyte.Resources\`, so all of their fields must be visible: a \`Resources(…)\` written
in place, a name of a module that only ever holds such objects, or a choice between them. The result of a function, an entry of a mapping,
or a value known only at run time is not.`,
  },
  {
    code: "resources/unknown-fields",
    confidence: "manual",
    title: "Resources from a mapping that is known only at run time",
    why: "The fields of `{value}` are known only at run time.",
    todo: "Write the fields out, or build `flyte.Resources(…)` with a helper of your own.",
    explanation: `\`Resources(**mapping)\` is printed with its fields when the mapping is written out in the source and nothing changes it. Otherwise
the names of its fields (\`mem\`, \`ephemeral_storage\`), its numbers of GPUs and its ranges have to be converted at run time.`,
  },
  {
    code: "resources/optional-field",
    confidence: "manual",
    title: "A field that is set only sometimes",
    why: "`{field}` is set in some branches only, and a range needs both of its ends.",
    todo: "Write a value for `{field}` in every branch, then run flyteshift again.",
    explanation: `In Flyte 1 a request and a limit were separate and each could be missing. \`flyte.Resources(cpu=(request, limit))\` refuses \`None\` in
a range, so a field that is missing in one branch would fail there when the module is imported.`,
  },
  {
    code: "resources/shared-object",
    confidence: "manual",
    title: "Resources that also serve code that stays Flyte 1",
    why: "`{name}` has other uses that stay Flyte 1, and its values are not constants that could be written here.",
    todo: "Give the task a `flyte.Resources` of its own.",
    explanation: `A shared \`Resources\` object is rewritten with all of its uses, or not at all. Here one use stays Flyte 1: a task that is not
migrated, or code that does more with the object than read a field. Tasks that need it get its values written in place when they are
constants; these are not.`,
  },
  {
    code: "resources/stays-flyte1",
    confidence: "manual",
    title: "Resources or an accelerator that stay Flyte 1",
    why: "`{name}` stays Flyte 1, because not every use of it can be rewritten.",
    todo: "Rewrite it by hand together with its uses, which are listed with this finding.",
    explanation: `An object that a name holds is rewritten with all of its uses, or not at all. Uses that can be rewritten are arguments of
migrated tasks, and reads of a field (\`LIMITS.mem\`, \`getattr(LIMITS, "mem", None)\`). Objects that are passed to functions, compared,
serialised, put into mappings, returned, or named in annotations are not followed.

Tasks that need the object's values and are migrated have them written in place.`,
  },
  {
    code: "resources/reader-in-decorator",
    confidence: "manual",
    title: "A decorator that reads a field of shared resources",
    why: "`{value}` stands in another argument of the decorator, and the field has another name in Flyte 2.",
    todo: "Read the field into a name of its own above the task, then run flyteshift again.",
    explanation: `\`LIMITS.mem\` is \`LIMITS.memory\` in Flyte 2. In the arguments of a decorator that belong to another topic (\`environment=\`) it is not
rewritten yet.`,
  },
  {
    code: "resources/unknown-accelerator",
    confidence: "manual",
    title: "An accelerator that cannot be read from the source",
    why: "`{value}` is no accelerator of `flytekit.extras.accelerators` that can be told from the source.",
    todo: 'Write `gpu=flyte.Device(1, "GPU", "<device>")` with the device\'s name on the cluster.',
    explanation: `The accelerator and the number of GPUs become one value in Flyte 2, so the device must be visible: a constant of
\`flytekit.extras.accelerators\`, a partition of one, or \`GPUAccelerator("<device>")\` with a text. Classes of your own and devices known only at
run time are not converted.`,
  },
  {
    code: "resources/shared-accelerator",
    confidence: "manual",
    title: "A name for several accelerators that cannot become a device",
    why: "`{name}` holds one of several accelerators, and no single value of Flyte 2 serves all of its uses.",
    todo: "Choose the device for this task with a conditional expression in `gpu=`.",
    explanation: `In Flyte 2 the number of GPUs is part of the device (\`"T4:1"\`, \`flyte.GPU("A100", quantity=1, partition="1g.5gb")\`). A name for an
accelerator can hold the device when all tasks that use it ask for the same number, and the model (\`"T4"\`) when all of its values are
whole GPUs that Flyte 2 has a name for. Here neither holds, or another use of the name stays Flyte 1.`,
  },
  {
    code: "resources/accelerator-count",
    confidence: "manual",
    title: "An accelerator with no GPU, or perhaps none",
    why: "{count}, and Flyte 2 has no accelerator without a GPU.",
    todo: "Decide what the task needs, and write it as `gpu=`.",
    explanation: `Flyte 1 sent the accelerator even when no GPU was asked for. In Flyte 2 both are one value, and \`flyte.GPU(…)\` refuses a quantity
below 1 when the module is imported.`,
  },
] as const satisfies readonly FindingKind[];

export type ResourceFindingCode = (typeof RESOURCE_FINDINGS)[number]["code"];
