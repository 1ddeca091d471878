// Loaded into a measured process (`node --import`): writes its peak memory, in kilobytes, to the file that PEAK_MEMORY_FILE names.
// `/usr/bin/time` would say it too, but differs between systems.
import { writeFileSync } from "node:fs";

const file = process.env.PEAK_MEMORY_FILE;
if (file) process.on("exit", () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
