/** Where programs are on this machine. */
import { delimiter, join } from "node:path";
import { existsSync } from "node:fs";

/** The path of a program, or null. */
export function onPath(name: string, environment: NodeJS.ProcessEnv = process.env): string | null {
  const endings = process.platform === "win32" ? [".exe", ".bat", ".cmd"] : [""];
  const folders = (environment["PATH"] ?? "").split(delimiter).filter(Boolean);
  const paths = folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending)));
  return paths.find((path) => existsSync(path)) ?? null;
}

/** The interpreter of a virtual environment; `folder` is the environment's. */
export function environmentPython(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}
