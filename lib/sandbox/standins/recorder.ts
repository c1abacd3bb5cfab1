import { createHash } from "node:crypto";
import type { Clock } from "@/lib/sandbox/standins/clock";
import { type ClusterClient, isNotFound } from "@/lib/sandbox/standins/cluster-client";
import type { Metadata } from "@/lib/sandbox/standins/object";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

export interface Regarding {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  /** As the kubelet writes it: `spec.containers{vttablet}`. */
  fieldPath?: string;
}

/** Writes Events as client-go's recorder does: the same sentence about the same object raises `count` instead of a new Event. */
export interface Recorder {
  record(regarding: Regarding, type: "Normal" | "Warning", reason: string, message: string): void;
  /** Settles when all that was recorded so far was sent or failed. */
  flush(): Promise<void>;
}

interface Known {
  name: string;
  namespace: string;
  count: number;
}

const KEPT = 4096;

function draftOf(regarding: Regarding, namespace: string, name: string) {
  const { metadata } = regarding;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: regarding.apiVersion,
      kind: regarding.kind,
      name: metadata.name,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      ...(regarding.fieldPath === undefined ? {} : { fieldPath: regarding.fieldPath }),
    },
  };
}

/** Events are best effort: one that cannot be written is lost, as in a real cluster. */
export function createRecorder(client: ClusterClient, clock: Clock, component: string, host = ""): Recorder {
  const known = new Map<string, Known>();
  let queue: Promise<void> = Promise.resolve();

  async function send(regarding: Regarding, type: string, reason: string, message: string): Promise<void> {
    const namespace = regarding.metadata.namespace ?? "default";
    const key = createHash("sha1")
      .update(
        [regarding.metadata.uid, regarding.fieldPath ?? "", type, reason, message, component, host].join(
          "\0",
        ),
      )
      .digest("hex");
    const before = known.get(key);
    const at = clock.time();
    if (before !== undefined) {
      before.count += 1;
      const { name, count } = before;
      try {
        await client.patch(RESOURCES.events, namespace, name, { count, lastTimestamp: at });
      } catch (error) {
        if (isNotFound(error)) known.delete(key);
      }
      return;
    }
    const stamp = (BigInt(clock.now()) * 1_000_000n + BigInt(known.size % 1_000_000)).toString(16);
    const name = `${regarding.metadata.name}.${stamp}`;
    if (known.size >= KEPT) known.clear();
    known.set(key, { name, namespace, count: 1 });
    await client.create(RESOURCES.events, {
      ...draftOf(regarding, namespace, name),
      type,
      reason,
      message,
      source: { component, ...(host === "" ? {} : { host }) },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      reportingComponent: component,
      reportingInstance: host,
    });
  }

  return {
    record(regarding, type, reason, message) {
      queue = queue.then(() => send(regarding, type, reason, message)).catch(() => undefined);
    },
    flush: () => queue,
  };
}
