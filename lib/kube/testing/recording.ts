import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { WatchedKind } from "@/lib/domain/cluster/facts";
import { WATCHED } from "@/lib/kube/watched-resource";

const FOLDER = new URL("../../../../shared/recorded/", import.meta.url);

/** Whether the recording of the real operator lies beside the checkout. */
export const recordingThere = existsSync(FOLDER);

const Line = z.object({
  t: z.number(),
  type: z.enum(["EXISTING", "ADDED", "MODIFIED", "DELETED", "NOTE"]),
  kind: z.string().optional(),
  object: z.record(z.string(), z.unknown()).optional(),
});
const ObjectList = z.object({ items: z.array(z.object({ kind: z.string() }).loose()) });

export interface RecordedEvent {
  /** Seconds from the start of the recording. */
  t: number;
  type: "ADDED" | "MODIFIED" | "DELETED";
  kind: WatchedKind;
  object: Record<string, unknown>;
}

const unpack = (name: string): string => gunzipSync(readFileSync(new URL(name, FOLDER))).toString();

/** The watch events of the kinds that Gantry watches, in their order. */
export function recordedEvents(): RecordedEvent[] {
  const kinds = new Map(Object.values(WATCHED).map((one): [string, WatchedKind] => [one.plural, one.kind]));
  return unpack("life-of-a-database.jsonl.gz")
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const { t, type, kind, object } = Line.parse(JSON.parse(line));
      const watched = kinds.get(kind ?? "");
      if (type === "NOTE" || watched === undefined || object === undefined) return [];
      return [{ t, type: type === "EXISTING" ? "ADDED" : type, kind: watched, object }];
    });
}

/** All objects as `kubectl get -o json` gave them near the end of the recording. */
export function recordedObjects(): { kind: string }[] {
  return ObjectList.parse(JSON.parse(unpack("objects-before-delete.json.gz"))).items;
}
