import type { EventFact } from "@/lib/domain/cluster/facts";
import { sentenceOf } from "@/lib/domain/database/event-sentences";

export interface DatabaseEvent {
  uid: string;
  /** When it was seen last. */
  at: number;
  type: "Normal" | "Warning";
  reason: string;
  sentence: string;
  raw: string;
  /** "Pod shop-etcd-a855a044-1" */
  object: string;
  count: number;
}

/**
 * The VitessCluster whose event this is, by the names that the operator builds: `<cluster>-...`. Of several that match
 * (`shop` and `shop-eu`) the longest is meant. Null for what belongs to none.
 */
export function clusterOfEvent(
  event: EventFact,
  namespace: string,
  clusters: readonly string[],
): string | null {
  if (event.namespace !== namespace) return null;
  const name = event.regardingName;
  const matching = clusters.filter((cluster) => name === cluster || name.startsWith(`${cluster}-`));
  return matching.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/**
 * Events newest first, what repeats folded into one with its count: the operator writes the same words many times a
 * second while it waits. At most `limit` of them.
 */
export function foldEvents(events: readonly EventFact[], limit: number): DatabaseEvent[] {
  const folded = new Map<string, DatabaseEvent>();
  for (const event of events) {
    const sentence = sentenceOf(event);
    const object = `${event.regardingKind} ${event.regardingName}`;
    const key = JSON.stringify([event.reason, object, sentence]);
    const known = folded.get(key);
    const isNewer = known === undefined || event.lastSeenAt > known.at;
    folded.set(key, {
      uid: isNewer ? event.uid : known.uid,
      at: isNewer ? event.lastSeenAt : known.at,
      type: event.type,
      reason: event.reason,
      sentence,
      raw: isNewer ? event.message : known.raw,
      object,
      count: (known?.count ?? 0) + Math.max(1, event.count),
    });
  }
  return [...folded.values()].toSorted((a, b) => b.at - a.at || (a.uid < b.uid ? -1 : 1)).slice(0, limit);
}
