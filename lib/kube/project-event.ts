import "server-only";
import type { EventFact } from "@/lib/domain/cluster/facts";
import { projectBase } from "@/lib/kube/project-base";
import { countOf, fieldsOf, shared, textOf, timeOf } from "@/lib/kube/read-value";

/**
 * A core/v1 event. Old reporters fill `count` and `lastTimestamp`, new ones `series` and `eventTime`; the scheduler
 * sends a single one with neither. Null when it is no event; never throws.
 */
export function projectEvent(raw: unknown): EventFact | null {
  const base = projectBase(raw, { kind: "Event", namespaced: true });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const regarding = fieldsOf(fields["involvedObject"]);
  const series = fieldsOf(fields["series"]);
  return {
    kind: "events",
    ...base,
    type: fields["type"] === "Warning" ? "Warning" : "Normal",
    reason: shared(textOf(fields["reason"], 128)),
    message: textOf(fields["message"], 1024),
    count: Math.max(1, countOf(fields["count"]), countOf(series["count"])),
    lastSeenAt:
      timeOf(series["lastObservedTime"]) ??
      timeOf(fields["lastTimestamp"]) ??
      timeOf(fields["eventTime"]) ??
      timeOf(fields["firstTimestamp"]) ??
      base.createdAt,
    regardingKind: shared(textOf(regarding["kind"], 63)),
    regardingName: shared(textOf(regarding["name"], 253)),
    regardingUid: shared(textOf(regarding["uid"], 128)),
  };
}
