import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMER_KEYWORDS, FORMER_NAMES, UNION_REEXPORTS } from "../../src/flyte1/former-surface.ts";
import {
  canonicalName,
  flyte1Callables,
  flyte1Names,
  formerKeywordsOf,
  isFlyte1,
  parametersOf,
  taskParameters,
  withOverridesKeys,
} from "../../src/flyte1/surface.ts";
import surface from "../../src/flyte1/surface.json" with { type: "json" };

const ACCELERATORS = "A10G L4 L4_VWS L40S K80 M60 P4 P100 T4 V100 H100 H200 RTX_PRO_6000 A100 A100_80GB V5E V5P V6E".split(" ");

const names = new Set(flyte1Names());
const parameterNames = (callable: string) => parametersOf(callable)?.map(({ name }) => name);
const kindOf = (callable: string, parameter: string) => parametersOf(callable)?.find(({ name }) => name === parameter)?.kind;

describe("canonicalName", () => {
  it.each([
    ["flytekit.core.task.task", "flytekit.task"],
    ["flytekit.core.dynamic_workflow_task.dynamic", "flytekit.dynamic"],
    ["flytekit.core.workflow.ImperativeWorkflow", "flytekit.Workflow"],
    ["flytekit.core.resources.Resources", "flytekit.Resources"],
    ["flytekit.models.security.Secret", "flytekit.Secret"],
    ["flytekit.core.testing.task_mock", "flytekit.testing.task_mock"],
    ["flytekit.types.file.FlyteFile", "flytekit.FlyteFile"],
    ["flytekit.types.structured.structured_dataset.StructuredDatasetFormat", "flytekit.StructuredDatasetFormat"],
    ["flytekit.configuration.SerializationSettings", "flytekit.configuration.SerializationSettings"],
    ["flytekit.extend.SerializationSettings", "flytekit.configuration.SerializationSettings"],
    ["flytekit.core.type_engine.TypeEngine", "flytekit.extend.TypeEngine"],
  ])("knows %s as %s", (path, canonical) => {
    expect(canonicalName(path)).toBe(canonical);
  });

  it("keeps the attributes behind a known name", () => {
    expect(canonicalName("flytekit.models.security.Secret.MountType.FILE")).toBe("flytekit.Secret.MountType.FILE");
    expect(canonicalName("flytekit.core.launch_plan.LaunchPlan.get_or_create")).toBe("flytekit.LaunchPlan.get_or_create");
  });

  it("follows a module that another module imports", () => {
    expect(canonicalName("flytekit.directory.FlyteDirectory.download")).toBe("flytekit.FlyteDirectory.download");
    expect(canonicalName("flytekit.file.JPEGImageFile")).toBe("flytekit.types.file.JPEGImageFile");
  });

  it("knows the names of older versions and of union", () => {
    expect(canonicalName("flytekit.core.map_task.map_task")).toBe("flytekit.map_task");
    expect(canonicalName("flytekit.experimental.eager")).toBe("flytekit.eager");
    expect(canonicalName("union.Secret.MountType")).toBe("flytekit.Secret.MountType");
    expect(canonicalName("union.Artifact")).toBe("union.Artifact");
  });

  it.each([
    "flytekit",
    "flytekit.core.task",
    "flytekit.tasks",
    "flytekit.nothing.here",
    "flytekitplugins.spark.Spark",
    "os.path",
    "",
  ])("leaves %j as it is", (path) => {
    expect(canonicalName(path)).toBe(path);
  });

  it("matches whole segments only", () => {
    expect(canonicalName("flytekit.core.task.task_config")).toBe("flytekit.core.task.task_config");
  });

  it("gives every canonical name itself, whatever stands behind it", () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 3 }), (name, tail) => {
        const path = [name, ...tail].join(".");
        expect(canonicalName(path)).toBe(path);
      }),
    );
  });
});

describe("the tables", () => {
  it("give no path two names", () => {
    const paths = Object.entries(surface.names).flatMap(([name, aliases]) => [name, ...aliases]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("send former names, modules and union's names to something that exists", () => {
    const targets = [...Object.values(FORMER_NAMES), ...Array.from(UNION_REEXPORTS, (name) => `flytekit.${name}`)];
    expect(targets.filter((name) => !names.has(name))).toEqual([]);
    expect(Object.keys(FORMER_NAMES).filter((name) => names.has(name))).toEqual([]);
    expect(Object.keys(surface.modules).filter((module) => canonicalName(module) === module)).toEqual([]);
  });

  it("hold the 18 accelerators and no name of another package", () => {
    const constants = [...names].filter((name) => /^flytekit\.extras\.accelerators\.[A-Z0-9_]+$/.test(name));
    expect(constants).toEqual(ACCELERATORS.map((model) => `flytekit.extras.accelerators.${model}`).sort());
    expect([...names].filter((name) => !name.startsWith("flytekit.") || /\._/.test(name))).toEqual([]);
    expect(names).not.toContain("flytekit.os");
    expect(names).not.toContain("flytekit.core.task.datetime");
  });

  it("give parameters to known names and their methods only", () => {
    const owners = [...flyte1Callables()].filter((name) => !names.has(name) && !names.has(name.slice(0, name.lastIndexOf("."))));
    expect(owners).toEqual([]);
  });

  it("name no keyword former that the current version still takes", () => {
    for (const [callable, keywords] of FORMER_KEYWORDS) {
      expect(parameterNames(callable)?.filter((name) => keywords.includes(name))).toEqual([]);
    }
    expect(formerKeywordsOf("flytekit.Resources")).toEqual(["storage"]);
    expect(formerKeywordsOf("flytekit.Secret")).toEqual([]);
  });
});

describe("isFlyte1", () => {
  it("looks at the root package only", () => {
    expect(["flytekit", "flytekit.x.y", "flytekitplugins.pod", "union.task", "flyteidl.core"].filter(isFlyte1)).toHaveLength(5);
    expect(["flyte", "flyteidl2.core", "flytekit_extra", "my.flytekit", "typing.Union", ""].filter(isFlyte1)).toEqual([]);
  });
});

describe("parametersOf", () => {
  it("binds the positional arguments of a task decorator", () => {
    const positional = taskParameters.filter(({ kind }) => kind === "positional-or-keyword").map(({ name }) => name);
    expect(positional).toEqual(
      (
        "_task_function task_config cache retries interruptible deprecated timeout container_image environment requests limits " +
        "secret_requests execution_mode node_dependency_hints task_resolver docs disable_deck enable_deck deck_fields " +
        "pod_template pod_template_name accelerator pickle_untyped shared_memory resources labels annotations"
      ).split(" "),
    );
  });

  it("shows the cache keywords that tasks hide in their kwargs", () => {
    const hidden = taskParameters.filter(({ kind }) => kind === "keyword-only").map(({ name }) => name);
    expect(hidden).toEqual(["cache_serialize", "cache_version", "cache_ignore_input_vars"]);
    expect(taskParameters.at(-1)).toEqual({ name: "kwargs", kind: "var-keyword" });
    expect(kindOf("flytekit.dynamic", "cache_version")).toBe("keyword-only");
  });

  it.each([
    ["flytekit.Secret", "group key group_version mount_requirement env_var"],
    ["flytekit.Resources", "cpu mem gpu ephemeral_storage"],
    ["flytekit.Cache", "version serialize ignored_inputs salt policies"],
    ["flytekit.extend.SecretsManager.get", "group key group_version encode_mode"],
    ["flytekit.extras.tasks.shell.ShellTask", "name debug script script_file task_config shell inputs output_locs kwargs"],
  ])("knows the order of %s", (callable, order) => {
    expect(parameterNames(callable)).toEqual(order.split(" "));
  });

  it("drops the class of a class method", () => {
    expect(parameterNames("flytekit.LaunchPlan.get_or_create")?.slice(0, 3)).toEqual(["workflow", "name", "default_inputs"]);
  });

  it("tells every kind apart", () => {
    expect(kindOf("flytekit.Environment.task", "_task_function")).toBe("positional-only");
    expect(kindOf("flytekit.Environment.task", "cache")).toBe("keyword-only");
    expect(kindOf("flytekit.Environment", "cache")).toBe("keyword-only");
    expect(kindOf("flytekit.eager", "_fn")).toBe("positional-or-keyword");
    expect(kindOf("flytekit.eager", "args")).toBe("var-positional");
    expect(kindOf("flytekit.eager", "container_image")).toBe("keyword-only");
    expect(kindOf("flytekit.kwtypes", "kwargs")).toBe("var-keyword");
  });

  it("tells no parameters from unknown ones", () => {
    expect(parametersOf("flytekit.current_context")).toEqual([]);
    expect(parametersOf("flytekit.extras.accelerators.T4")).toBeUndefined();
    expect(parametersOf("flytekit.nothing")).toBeUndefined();
    expect(parametersOf("constructor")).toBeUndefined();
  });
});

describe("withOverridesKeys", () => {
  it("holds what a node reads and nothing that it drops", () => {
    expect(withOverridesKeys).toEqual(
      (
        "node_name aliases requests limits timeout retries interruptible name task_config container_image accelerator cache " +
        "shared_memory pod_template resources cache_serialize cache_version cache_ignore_input_vars"
      ).split(" "),
    );
    expect(withOverridesKeys).not.toContain("secret_requests");
  });
});
