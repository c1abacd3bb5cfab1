import type { ContainerFact, PodFact } from "@/lib/domain/cluster/facts";

/** What a pod is at one moment, as far as it was seen. `gone` is for a pod that is not there any more. */
export type PodState = "ready" | "not-ready" | "restarting" | "pending" | "evicted" | "gone";

export interface PodCondition {
  state: PodState;
  /** Kubernetes' own words for it, with the container they are about; null while ready. */
  reason: string | null;
}

function restartWords(container: ContainerFact): string {
  const cause = container.lastReason ?? container.reason;
  const times = container.restarts === 1 ? "once" : `${container.restarts} times`;
  return `${container.name} restarted ${times}${cause === null ? "" : `: ${cause}`}`;
}

/** In a pod that is not ready, a container that ran before and is not ready again. */
function restartedOf(pod: PodFact): ContainerFact | undefined {
  return pod.containers.find((one) => !one.ready && (one.restarts > 0 || one.state === "terminated"));
}

function waitingWords(pod: PodFact): string | null {
  const waiting = pod.containers.find((one) => one.state === "waiting" && one.reason !== null);
  return waiting ? `${waiting.name}: ${waiting.reason}` : null;
}

/** The state of a pod by its status. A restart counts as one until the pod is ready again. */
export function podCondition(pod: PodFact): PodCondition {
  if (pod.phase === "Failed") {
    const evicted = pod.reason === "Evicted";
    return {
      state: evicted ? "evicted" : "not-ready",
      reason: pod.message ?? pod.reason ?? "the pod failed",
    };
  }
  if (pod.phase === "Succeeded") return { state: "gone", reason: "the pod ended" };
  if (pod.phase === "Pending") {
    const place = pod.nodeName === null ? "waits for a node" : `starts on ${pod.nodeName}`;
    return { state: "pending", reason: pod.unschedulableMessage ?? waitingWords(pod) ?? place };
  }
  if (pod.ready) return { state: "ready", reason: null };
  const restarted = restartedOf(pod);
  if (restarted) return { state: "restarting", reason: restartWords(restarted) };
  const ready = pod.containers.filter((one) => one.ready).length;
  return { state: "not-ready", reason: `${ready} of ${pod.containers.length} containers ready` };
}

/** One stored stretch of a pod: `seenUntil` is the last moment at which it was seen to be so. */
export interface SeenStretch extends PodCondition {
  from: number;
  seenUntil: number;
}

export interface StripSegment {
  from: number;
  to: number | null;
  state: PodState | "unseen";
  reason: string | null;
}

/** Stretches are confirmed every 10 s while the watch lives; what is older than this was not seen. */
export const UNSEEN_AFTER_MS = 25_000;

function withGaps(stretches: readonly SeenStretch[], now: number): StripSegment[] {
  const segments: StripSegment[] = [];
  stretches.forEach((one, index) => {
    const next = stretches[index + 1];
    const end = next?.from ?? now;
    const { state, reason, from } = one;
    const to = next ? end : null;
    if (state === "gone" || end - one.seenUntil <= UNSEEN_AFTER_MS)
      segments.push({ from, to, state, reason });
    else
      segments.push(
        { from, to: one.seenUntil, state, reason },
        { from: one.seenUntil, to, state: "unseen", reason: null },
      );
  });
  return segments;
}

function joined(segments: readonly StripSegment[]): StripSegment[] {
  const out: StripSegment[] = [];
  for (const one of segments) {
    const last = out.at(-1);
    if (last && last.state === one.state && last.reason === one.reason)
      out[out.length - 1] = { ...last, to: one.to };
    else out.push(one);
  }
  return out;
}

/**
 * The strip of one pod over [from, to): stretches oldest first become segments, and every time that nobody saw
 * becomes `unseen`, up to now. Empty for a pod that was gone all the while. Times are epoch milliseconds.
 */
export function stripOf(
  stretches: readonly SeenStretch[],
  range: { from: number; to: number },
  now: number,
): StripSegment[] {
  const inRange = joined(withGaps(stretches, now))
    .filter((one) => one.from < range.to && (one.to ?? now) > range.from)
    .map((one) => ({
      ...one,
      from: Math.max(one.from, range.from),
      to: one.to === null ? (range.to < now ? range.to : null) : Math.min(one.to, range.to),
    }));
  return inRange.every((one) => one.state === "gone") ? [] : inRange;
}
