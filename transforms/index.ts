/** The transforms, in the order in which they run. They do not see each other, so the order only decides that of the findings. */
import type { Transform } from "../src/migrate/transform.ts";
import caching from "./caching.ts";
import images from "./images.ts";
import resources from "./resources.ts";
import secrets from "./secrets.ts";
import taskCalls from "./task-calls.ts";
import taskSettings from "./task-settings.ts";
import workflows from "./workflows.ts";

export const transforms: readonly Transform[] = [secrets, resources, caching, images, taskSettings, taskCalls, workflows];
