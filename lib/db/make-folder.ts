import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it; throws what the file system says. Level by level: below /proc, where a folder is
 * missing and none can be made, Node's own `recursive` tries again for ever.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}
