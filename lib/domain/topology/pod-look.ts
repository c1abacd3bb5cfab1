import type { ContainerFact, PodFact } from "@/lib/domain/cluster/facts";
import { schedulingWords } from "@/lib/domain/database/scheduling-words";
import { countOf } from "@/lib/domain/format";
import type { Tone } from "@/lib/domain/topology/view";

/** How a pod looks: a tone and words that stand together. */
export interface PodLook {
  tone: Tone;
  words: string;
}

/**
 * Vitess pods restart two or three times until the topology server and their neighbours answer, so a young pod that is
 * not ready is starting, whatever its containers say. Milliseconds.
 */
export const STARTING_MS = 5 * 60_000;

/** What Kubernetes waits for, in its own words and plain ones; null for a container that just takes its time. */
const TROUBLE: Readonly<Record<string, string>> = {
  CrashLoopBackOff: "ends again right after its start",
  ImagePullBackOff: "its image cannot be fetched",
  ErrImagePull: "its image cannot be fetched",
  InvalidImageName: "its image has no valid name",
  CreateContainerConfigError: "a secret or config map that it names is missing",
  CreateContainerError: "the node cannot create it",
  OOMKilled: "was killed for memory",
};

/** "Ready", "Running, not ready yet", "Waiting: its image cannot be fetched (ImagePullBackOff)". */
export function containerWords(container: ContainerFact): string {
  if (container.ready) return "Ready";
  const reason = container.reason ?? container.lastReason;
  const plain = reason === null ? undefined : TROUBLE[reason];
  const cause = plain === undefined ? (reason ?? "") : `${plain} (${reason})`;
  switch (container.state) {
    case "waiting":
      return cause === "" ? "Waiting" : `Waiting: ${cause}`;
    case "terminated":
      return cause === "" ? "Ended" : `Ended: ${cause}`;
    case "running":
      return "Running, not ready yet";
  }
}

const readyOf = (pod: PodFact): number => pod.containers.filter((each) => each.ready).length;

function troubleOf(pod: PodFact): string | null {
  const stuck = pod.containers.find((each) => !each.ready && TROUBLE[each.reason ?? ""] !== undefined);
  return stuck ? `${stuck.name} ${TROUBLE[stuck.reason ?? ""] ?? ""} (${stuck.reason ?? ""})` : null;
}

const readyWords = (pod: PodFact): string =>
  pod.containers.length === 0
    ? "no container yet"
    : `${readyOf(pod)} of ${countOf(pod.containers.length, "container")} ready`;

/** Why no node takes it, in plain words where the scheduler's are of the known form, else in its own. */
function pendingWords(message: string): string {
  const words = schedulingWords(message);
  return words === null ? message : `no node takes it, ${words}`;
}

/** The look of any pod. What a region that cannot be reached said last is unknown now. */
export function lookOf(pod: PodFact, at: { now: number; isLive: boolean }): PodLook {
  if (!at.isLive) return { tone: "unknown", words: "Unknown" };
  if (pod.deletionAt !== null) return { tone: "leaving", words: "Leaving" };
  if (pod.phase === "Failed") {
    return {
      tone: "down",
      words:
        pod.reason === "Evicted"
          ? `Evicted: ${pod.message ?? "no reason given"}`
          : `Failed: ${pod.message ?? pod.reason ?? "no reason given"}`,
    };
  }
  if (pod.ready) return { tone: "serving", words: "Ready" };
  if (pod.nodeName === null) {
    return pod.unschedulableMessage === null
      ? { tone: "starting", words: "Pending: waits for a node" }
      : { tone: "down", words: `Pending: ${pendingWords(pod.unschedulableMessage)}` };
  }
  if (at.now - pod.createdAt <= STARTING_MS)
    return { tone: "starting", words: `Starting: ${readyWords(pod)}` };
  const trouble = troubleOf(pod);
  return { tone: "down", words: `Not ready: ${trouble ?? readyWords(pod)}` };
}
