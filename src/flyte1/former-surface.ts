/**
 * Names and keywords that older code has and flytekit 1.16 has no longer, and the names that `union` re-exports.
 *
 * Read from the published packages flytekit 0.30.3, 1.0.5, 1.5.0, 1.10.7, 1.13.15 and union 0.1.204. Only what is the same
 * thing under another name stands here; what was removed without a successor keeps its own name everywhere.
 */

/** Path in older code, to the canonical name of today. */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  // 0.30 to 1.10: flytekit/core/map_task.py, today legacy_map_task.py and array_node_map_task.py.
  "flytekit.core.map_task.MapPythonTask": "flytekit.core.legacy_map_task.MapPythonTask",
  "flytekit.core.map_task.map_task": "flytekit.map_task",
  // 1.10 to 1.14: flytekit/experimental/__init__.py.
  "flytekit.experimental.eager": "flytekit.eager",
  "flytekit.experimental.eager_function.eager": "flytekit.eager",
  "flytekit.experimental.map_task": "flytekit.map_task",
  // In no release: Flyte 2's own guide calls it so.
  "flytekit.map": "flytekit.map_task",
  // 0.30: flytekit/core/context_manager.py.
  "flytekit.core.context_manager.Image": "flytekit.configuration.Image",
  "flytekit.core.context_manager.ImageConfig": "flytekit.configuration.ImageConfig",
  // 0.30 and 1.0: one module per class under flytekit/remote/.
  "flytekit.remote.component_nodes.FlyteTaskNode": "flytekit.remote.FlyteTaskNode",
  "flytekit.remote.component_nodes.FlyteWorkflowNode": "flytekit.remote.FlyteWorkflowNode",
  "flytekit.remote.launch_plan.FlyteLaunchPlan": "flytekit.remote.FlyteLaunchPlan",
  "flytekit.remote.nodes.FlyteNode": "flytekit.remote.FlyteNode",
  "flytekit.remote.task.FlyteTask": "flytekit.remote.FlyteTask",
  "flytekit.remote.workflow.FlyteWorkflow": "flytekit.remote.FlyteWorkflow",
};

/** Keywords that a call in older code may pass, by the canonical name of what is called. */
export const FORMER_KEYWORDS: ReadonlyMap<string, readonly string[]> = new Map([
  [
    // 1.10 to 1.14: flytekit/experimental/eager_function.py.
    "flytekit.eager",
    [
      "remote",
      "client_secret_group",
      "client_secret_key",
      "timeout",
      "poll_interval",
      "local_entrypoint",
      "client_secret_env_var",
    ],
  ],
  // 0.30 to 1.10: flytekit/core/map_task.py.
  ["flytekit.map_task", ["task_function"]],
  // 0.30 to 1.5: flytekit/core/resources.py, between `gpu` and `ephemeral_storage`.
  ["flytekit.Resources", ["storage"]],
]);

/** What `union` exports of flytekit under the same name (`union/__init__.py`); its other names are its own. */
export const UNION_REEXPORTS: ReadonlySet<string> = new Set([
  "Cache",
  "CachePolicy",
  "ContainerTask",
  "Deck",
  "FlyteDirectory",
  "FlyteFile",
  "ImageSpec",
  "LaunchPlan",
  "PodTemplate",
  "Resources",
  "Secret",
  "StructuredDataset",
  "VersionParameters",
  "current_context",
  "dynamic",
  "map_task",
  "task",
  "workflow",
]);
