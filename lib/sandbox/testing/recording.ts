import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const FOLDER = join(process.cwd(), "../shared/recorded");

/** Whether the recording of the real operator lies beside this checkout. In CI it must. */
export const recordingIsThere = existsSync(FOLDER);
if (!recordingIsThere && process.env["CI"] === "true") throw new Error("CI needs ../shared/recorded.");

export interface RecordedObject {
  apiVersion?: string;
  kind?: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

export interface RecordedEvent {
  /** Seconds from the start. */
  t: number;
  type: "EXISTING" | "ADDED" | "MODIFIED" | "DELETED" | "NOTE";
  kind: string;
  name: string;
  object: RecordedObject;
  note?: string;
}

/** Every watch event of the recorded life of a database, in order. */
export function recordedLife(): RecordedEvent[] {
  const text = gunzipSync(readFileSync(join(FOLDER, "life-of-a-database.jsonl.gz"))).toString("utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RecordedEvent);
}

/** A recorded `/metrics` page, such as `t1-vttablet-za`. */
export function recordedMetrics(name: string): string {
  return gunzipSync(readFileSync(join(FOLDER, "metrics", `${name}.prom.gz`))).toString("utf8");
}
