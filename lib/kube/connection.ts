import "server-only";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import type { KubeClient } from "@/lib/kube/client";
import { type Clock, pause } from "@/lib/kube/clock";
import { afterSign, firstState, SILENCE_MS, type Sign, signOfFailure } from "@/lib/kube/connection-state";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import { fieldsOf, textOf } from "@/lib/kube/read-value";
import { transportError } from "@/lib/kube/transport-error";

export interface ConnectionOptions {
  client: KubeClient;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  /** UID of kube-system that the region was registered with; when null, the first one seen. */
  expectedUid: string | null;
  /** Told after every look that was answered, and whenever the state changes. */
  onState: (state: ConnectionState) => void;
}

const LOOK_EVERY_MS = 5000;
const LOOK_SPREAD_MS = 1000;
const LOOK_TIMEOUT_MS = 8000;
/** A refused credential and a wrong cluster are tried rarely: nobody is locked out, and nothing is in a hurry. */
const REFUSED_EVERY_MS = 15_000;
const SUSPECTED_EVERY_MS = 1000;
const SECOND_LOOK_MS = 200;
const RETRY_BASE_MS = 500;
const RETRY_CAP_MS = 2000;
const PATIENT_AFTER_MS = 300_000;
const PATIENT_CAP_MS = 10_000;
const RETRY_AFTER_MAX_MS = 60_000;
const HEARD_STEP_MS = 500;

function get(client: KubeClient, path: string, signal: AbortSignal): Promise<unknown> {
  return client.json({ method: "GET", path, timeoutMs: LOOK_TIMEOUT_MS, lane: "background", signal });
}

/**
 * Watches over the way to one region. While it is live: a cheap look (GET /version) about every 5.5 s. Before anything
 * of a region that was away is believed: the UID of kube-system, so that another cluster at the same address is never
 * taken for it (a credential that may not read the UID skips that proof).
 * While the region is away nothing else calls it: readers wait in `connected`, and go on at once when it is back.
 */
export class RegionConnection {
  readonly #options: ConnectionOptions;
  readonly #waiters = new Set<() => void>();
  #state: ConnectionState;
  #knownUid: string | null;
  #isReady = false;
  #isSuspected = false;
  /** Looks in a row that found nothing. */
  #failures = 0;
  #lookedAt = 0;
  #retryAfterMs = 0;
  #open: AbortController | null = null;
  #nudge = new AbortController();
  #hurry = new AbortController();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#knownUid = options.expectedUid;
    this.#state = firstState(options.clock.now());
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Fires when a person asks to retry now. */
  get hurry(): AbortSignal {
    return this.#hurry.signal;
  }

  /** Looks at the API server again and again until the signal fires. Never throws. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      await this.#look(signal);
      await pause(clock, this.#restMs(), AbortSignal.any([signal, this.#nudge.signal]));
      if (this.#nudge.signal.aborted) this.#nudge = new AbortController();
      if (this.#isSuspected) await pause(clock, this.#lookedAt + SUSPECTED_EVERY_MS - clock.now(), signal);
    }
    this.#shut();
  }

  /**
   * Waits until the region may be called; the signal that it gives fires when that ends.
   * Rejects with the reason of `signal` when that fires first.
   */
  async connected(signal: AbortSignal): Promise<AbortSignal> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#open) return this.#open.signal;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#waiters.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        this.#waiters.add(done);
        signal.addEventListener("abort", done);
      });
    }
  }

  /** The API server sent something: no need to ask whether it lives. */
  heard(): void {
    const at = this.#options.clock.now();
    if (!this.#open || at - (this.#state.checkedAt ?? 0) < HEARD_STEP_MS) return;
    this.#state = { ...this.#state, checkedAt: at };
  }

  /** Nodes or pods were listed, or it is known that they may not be. */
  ready(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    if (this.#open) this.#sign({ kind: "answered", ready: true });
  }

  /** A call failed: look now whether the region is still there. Until it was ever listed, the failure says why not. */
  suspect(error: KubeError): void {
    if (!this.#open) return;
    this.#sign({ kind: "hindered", cause: kubeSentence(error) });
    if (this.#isSuspected) return;
    this.#isSuspected = true;
    this.#nudge.abort();
  }

  /** Cuts every wait short, once. */
  retryNow(): void {
    this.#failures = Math.min(this.#failures, 1);
    this.#nudge.abort();
    this.#hurry.abort();
    this.#hurry = new AbortController();
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    this.#lookedAt = clock.now();
    const answered = new AbortController();
    void this.#losePatience(AbortSignal.any([signal, answered.signal]));
    try {
      this.#sign(await this.#read(signal));
      this.#failures = 0;
      this.#retryAfterMs = 0;
    } catch (cause) {
      if (!signal.aborted) this.#failed(transportError(cause));
    } finally {
      answered.abort();
    }
  }

  /** Calls the region stale while a look is still waiting for its answer. */
  async #losePatience(answered: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (this.#state.kind !== "live" && this.#state.kind !== "connecting") return;
    await pause(clock, (this.#state.checkedAt ?? this.#state.since) + SILENCE_MS - clock.now(), answered);
    if (answered.aborted) return;
    this.#sign({ kind: "silent", cause: "The API server did not answer for 10 s." });
  }

  async #read(signal: AbortSignal): Promise<Sign> {
    const { client } = this.#options;
    const mustIdentify = this.#open === null || this.#isSuspected || this.#failures > 0;
    if (!mustIdentify) {
      await get(client, "/version", signal);
      return { kind: "answered", ready: this.#isReady };
    }
    this.#isSuspected = false;
    const answer = await get(client, "/api/v1/namespaces/kube-system", signal);
    const uid = textOf(fieldsOf(fieldsOf(answer)["metadata"])["uid"], 128);
    if (uid === "") throw new KubeError("protocol", "the namespace kube-system has no uid");
    this.#knownUid ??= uid;
    if (uid === this.#knownUid) return { kind: "answered", ready: this.#isReady };
    return {
      kind: "other-cluster",
      cause: `Another cluster answers at this address: the UID of kube-system is ${uid}, it was ${this.#knownUid}.`,
    };
  }

  /** One reset must not make a live region stale: the second failure in a row does. */
  #failed(error: KubeError): void {
    const sign = signOfFailure(error, this.#isReady);
    const isAnswer = sign.kind === "answered" || sign.kind === "refused";
    this.#failures = isAnswer ? 0 : this.#failures + 1;
    this.#retryAfterMs = Math.min(error.retryAfterMs ?? 0, RETRY_AFTER_MAX_MS);
    const isFirst = this.#failures === 1 && this.#open !== null && this.#state.checkedAt !== null;
    if (sign.kind !== "unreachable" || !isFirst) this.#sign(sign);
  }

  #restMs(): number {
    const { clock, random } = this.#options;
    const { kind, since } = this.#state;
    if (kind === "auth-failed" || kind === "identity-changed") return REFUSED_EVERY_MS;
    if (this.#failures === 0) return Math.max(LOOK_EVERY_MS + random() * LOOK_SPREAD_MS, this.#retryAfterMs);
    if (this.#failures === 1) return Math.max(SECOND_LOOK_MS, this.#retryAfterMs);
    const isLong = kind === "stale" && clock.now() - since > PATIENT_AFTER_MS;
    const ceiling = RETRY_BASE_MS * 2 ** Math.min(this.#failures - 2, 10);
    const delay = Math.min(isLong ? PATIENT_CAP_MS : RETRY_CAP_MS, ceiling) * (0.75 + 0.25 * random());
    return Math.max(delay, this.#retryAfterMs);
  }

  #sign(sign: Sign): void {
    const next = afterSign(this.#state, sign, this.#options.clock.now());
    if (next === this.#state) return;
    this.#state = next;
    if (next.kind === "live" || next.kind === "connecting") this.#letIn();
    else this.#shut();
    this.#options.onState(next);
  }

  #letIn(): void {
    this.#open ??= new AbortController();
    for (const waiter of this.#waiters) waiter();
  }

  /** What made a look urgent has been answered by the one that ended in this. */
  #shut(): void {
    this.#isSuspected = false;
    if (this.#nudge.signal.aborted) this.#nudge = new AbortController();
    this.#open?.abort(new KubeError("tcp", "the connection to the region ended"));
    this.#open = null;
  }
}
