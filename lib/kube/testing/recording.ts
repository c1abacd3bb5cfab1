import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { Fact, WatchedKind } from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { snapshotOf } from "@/lib/domain/cluster/testing-facts";
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

const byKind = <K extends Fact["kind"]>(facts: readonly Fact[], kind: K): Extract<Fact, { kind: K }>[] =>
  facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);

/** What the watch would hold at a second of the recording. */
export function recordedSnapshot(seconds: number): ClusterSnapshot {
  const held = new Map<string, Fact>();
  for (const { type, kind, object } of recordedEvents().filter((event) => event.t <= seconds)) {
    const project: (raw: unknown) => Fact | null = WATCHED[kind].project;
    const fact = project(object);
    if (fact === null) continue;
    if (type === "DELETED") held.delete(fact.uid);
    else held.set(fact.uid, fact);
  }
  const facts = [...held.values()];
  return snapshotOf({
    nodes: byKind(facts, "nodes"),
    pods: byKind(facts, "pods"),
    claims: byKind(facts, "claims"),
    events: byKind(facts, "events"),
    clusters: byKind(facts, "clusters"),
    shards: byKind(facts, "shards"),
    cells: byKind(facts, "cells"),
    lockservers: byKind(facts, "lockservers"),
  });
}
