import "server-only";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogueEntry } from "@/lib/domain/region/catalogue";
import { ServiceError } from "@/lib/domain/errors";
import { settings } from "@/lib/services/settings";

const LIMIT = 4 * 1024 * 1024;
const FETCH_MS = 20_000;

async function download(url: string): Promise<string> {
  try {
    const response = await fetch(url, { redirect: "error", signal: AbortSignal.timeout(FETCH_MS) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const text = await response.text();
    if (text.length > LIMIT) throw new Error("larger than 4 MiB");
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    throw new ServiceError("precondition", `The operator's manifest could not be fetched: ${why}.`, {
      next: `Set GANTRY_OPERATOR_DIR to a folder that holds it, fetched from ${url}.`,
    });
  }
}

async function fromFolder(folder: string, version: string): Promise<string | null> {
  try {
    return await readFile(join(folder, `operator-v${version}.yaml`), "utf8");
  } catch {
    return null;
  }
}

/** By digest, so that what is held is what was checked: an operation reads the same text at each of its steps. */
const held = new Map<string, string>();

/** The manifest of a catalogue entry, from GANTRY_OPERATOR_DIR or its address; refused when its digest is another. */
export async function operatorManifest(entry: CatalogueEntry): Promise<string> {
  const known = held.get(entry.sha256);
  if (known !== undefined) return known;
  const folder = settings().operatorDir;
  const text =
    (folder === null ? null : await fromFolder(folder, entry.version)) ?? (await download(entry.url));
  const digest = createHash("sha256").update(text).digest("hex");
  if (digest !== entry.sha256) {
    throw new ServiceError(
      "precondition",
      `The manifest of operator ${entry.version} is not the one that Gantry knows.`,
      {
        next: `Expected SHA-256 ${entry.sha256}, got ${digest}. Nothing was applied.`,
      },
    );
  }
  held.set(entry.sha256, text);
  return text;
}

/** The simulated region's own entry: manifests that come with Gantry's stand-in for the operator. */
export async function simulatedManifest(): Promise<{ text: string; sha256: string }> {
  const path = settings().sandboxManifest;
  if (path === null) throw new ServiceError("precondition", "The simulated region is not running here.");
  const text = await readFile(path, "utf8");
  return { text, sha256: createHash("sha256").update(text).digest("hex") };
}
