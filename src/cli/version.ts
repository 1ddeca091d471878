import { existsSync, readFileSync } from "node:fs";

/** `package.json` stands two folders above the sources and three above their compiled form. */
const PLACES = ["../../package.json", "../../../package.json"];

/** The version in this package's `package.json`. */
export function packageVersion(): string {
  for (const place of PLACES) {
    const url = new URL(place, import.meta.url);
    if (!existsSync(url)) continue;
    const { name, version } = JSON.parse(readFileSync(url, "utf8")) as { name?: string; version?: string };
    if (name === "flyteshift" && version) return version;
  }
  throw new Error("flyteshift's package.json is missing from its installation");
}
