import "server-only";
import type { Fact, PodFact } from "@/lib/domain/cluster/facts";
import type { ClusterSnapshot, HubChange } from "@/lib/domain/cluster/snapshot";
import { podCondition, UNSEEN_AFTER_MS, type PodCondition } from "@/lib/domain/database/pod-state";
import {
  beginStretches,
  confirmStretches,
  newestStretches,
  type Stretch,
} from "@/lib/services/databases/pod-health-store";
import { COMPONENT_LABEL, type RegionDatabases } from "@/lib/services/databases/region-databases";

/** How often what is still so is confirmed; the strip calls longer silence unseen. */
const CONFIRM_MS = 10_000;
const LOOK_BACK_MS = 2 * 3_600_000;

export interface RecorderOptions {
  databases: RegionDatabases;
  snapshot: () => ClusterSnapshot;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Writes down what the watch sees of the pods of one region's databases: a stretch begins with each change and is
 * confirmed while the watch lives. Nothing is confirmed while the region is stale, so that time stays unseen.
 */
export class HealthRecorder {
  readonly #options: RecorderOptions;
  readonly #current = new Map<string, Stretch>();
  #begun: Stretch[] = [];
  #confirmedAt = -Infinity;
  /** False until the pods of a living watch were compared as a whole. */
  #whole = false;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** One change of the watch; cheap, writes nothing. */
  observe(change: HubChange): void {
    if (change.kind === "state") this.#whole &&= change.state.kind === "live";
    else if (change.kind === "synced" && change.watched === "pods") this.#whole = false;
    else if (change.kind === "fact" && change.fact.kind === "pods")
      this.#see(change.fact, change.type === "deleted");
  }

  /** Writes what changed since, and confirms the rest every ten seconds. Called about once a second. */
  async flush(): Promise<void> {
    const { snapshot, now } = this.#options;
    const { state, unread } = snapshot();
    if (state.kind === "live" && !unread.has("pods") && !this.#whole) await this.#compare();
    const begun = this.#begun.splice(0);
    try {
      await beginStretches(begun);
    } catch (error) {
      this.#begun.unshift(...begun);
      throw error;
    }
    if (!this.#whole || now() - this.#confirmedAt < CONFIRM_MS) return;
    this.#confirmedAt = now();
    const present = [...this.#current.values()].filter((one) => one.state !== "gone");
    await confirmStretches(present, this.#confirmedAt);
  }

  #see(pod: PodFact, isGone: boolean) {
    const database = this.#options.databases.of(pod);
    if (database === null) return;
    const key = `${database.id}/${pod.name}`;
    const condition: PodCondition = isGone ? { state: "gone", reason: null } : podCondition(pod);
    const known = this.#current.get(key);
    if (known?.state === condition.state && known.reason === condition.reason) return;
    if (known === undefined && isGone) return;
    this.#begin(key, { databaseId: database.id, pod: pod.name, component: componentOf(pod) }, condition);
  }

  #begin(key: string, pod: Pick<Stretch, "databaseId" | "pod" | "component">, condition: PodCondition) {
    const before = this.#current.get(key);
    const from = Math.max(this.#options.now(), (before?.from ?? 0) + 1);
    const stretch = { ...pod, ...condition, from };
    this.#current.set(key, stretch);
    this.#begun.push(stretch);
  }

  /** After a gap every pod begins anew, and a pod that went away meanwhile is said to be gone. */
  async #compare() {
    const { databases, snapshot, now } = this.#options;
    await databases.refresh(true);
    const ids = databases.all().map((one) => one.id);
    const stored = await newestStretches(ids, { after: now() - LOOK_BACK_MS, before: now() });
    const pods = snapshot().pods.filter((pod) => databases.of(pod) !== null);
    const there = new Set(pods.map((pod) => `${databases.of(pod)?.id}/${pod.name}`));
    // After a short break, such as a list anew, what is still so simply goes on.
    if (now() - this.#confirmedAt > UNSEEN_AFTER_MS) this.#current.clear();
    for (const { databaseId, pod, component, state } of stored) {
      const key = `${databaseId}/${pod}`;
      if (state !== "gone" && !there.has(key)) {
        this.#begin(key, { databaseId, pod, component }, { state: "gone", reason: null });
      }
    }
    for (const pod of pods) this.#see(pod, false);
    this.#whole = true;
  }
}

function componentOf(fact: Fact): string {
  return fact.labels[COMPONENT_LABEL] ?? "other";
}
