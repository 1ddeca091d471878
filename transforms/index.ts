/** The transforms, in the order in which they run. They do not see each other, so the order only decides that of the findings. */
import type { Transform } from "../src/migrate/transform.ts";
import caching from "./caching.ts";
import checkpoints from "./checkpoints.ts";
import conditions from "./conditions.ts";
import createNode from "./create-node.ts";
import eager from "./eager.ts";
import failureHandlers from "./failure-handlers.ts";
import gates from "./gates.ts";
import images from "./images.ts";
import imperativeWorkflows from "./imperative-workflows.ts";
import maps from "./maps.ts";
import outputs from "./outputs.ts";
import references from "./references.ts";
import resources from "./resources.ts";
import secrets from "./secrets.ts";
import taskCalls from "./task-calls.ts";
import taskErrors from "./task-errors.ts";
import taskSettings from "./task-settings.ts";
import testDoubles from "./test-doubles.ts";
import workflowSettings from "./workflow-settings.ts";
import workflows from "./workflows.ts";

export const transforms: readonly Transform[] = [
  secrets,
  resources,
  caching,
  images,
  taskSettings,
  workflowSettings,
  taskCalls,
  taskErrors,
  testDoubles,
  outputs,
  maps,
  gates,
  createNode,
  references,
  imperativeWorkflows,
  checkpoints,
  eager,
  // The arms have to be on lines of their own before whole statements are moved.
  conditions,
  workflows,
  // Wraps the body that all others have written.
  failureHandlers,
];
