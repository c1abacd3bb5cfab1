import "server-only";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";
import type { KubeClient, KubeStream } from "@/lib/kube/client";
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
const NOT_READY_MS = 30_000;

function get(client: KubeClient, path: string, signal: AbortSignal): Promise<unknown> {
  return client.json({ method: "GET", path, timeoutMs: LOOK_TIMEOUT_MS, lane: "background", signal });
}

async function drain({ body }: KubeStream): Promise<void> {
  for await (const piece of body) if (piece.byteLength === 0) continue;
}

/**
 * Watches over the way to one region. While it is live: a cheap look (GET /version) about every 5.5 s. Before anything
 * of a region that was away is believed: the UID of kube-system, so that another cluster at the same address is never
 * taken for it (a credential that may not read the UID skips that proof).
 * While the region is away nothing else calls it: readers wait in `connected`, and go on at once when it is back.
 */
export class RegionConnection {
  readonly #options: ConnectionOptions;
  readonly #waiters = new Set<{ rank: number; go: () => void }>();
  #state: ConnectionState;
  #knownUid: string | null;
  #isReady = false;
  #isSuspected = false;
  /** Whether the look that is under way reads the identity. */
  #isVerifying = false;
  /** Looks in a row that found nothing. */
  #failures = 0;
  #lookedAt = 0;
  #retryAfterMs = 0;
  /** Since when a region that was away answers again. */
  #answersSince: number | null = null;
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
      if (this.#isSuspected) {
        // The clock may be set back meanwhile.
        const restMs = this.#lookedAt + SUSPECTED_EVERY_MS - clock.now();
        await pause(clock, Math.min(restMs, SUSPECTED_EVERY_MS), signal);
      }
    }
    this.#shut();
  }

  /**
   * Waits until the region may be called, and nothing puts that in doubt; the signal that it gives fires when that ends.
   * Whoever has the lowest rank goes first. Rejects with the reason of `signal` when that fires first.
   */
  async connected(signal: AbortSignal, rank = 0): Promise<AbortSignal> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#open && !this.#isInDoubt()) return this.#open.signal;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          this.#waiters.delete(waiter);
          signal.removeEventListener("abort", go);
          resolve();
        };
        const waiter = { rank, go };
        this.#waiters.add(waiter);
        signal.addEventListener("abort", go);
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
    if (this.#isSuspected || this.#isVerifying) return;
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
    this.#isVerifying = this.#open === null || this.#isInDoubt();
    try {
      const sign = this.#isVerifying ? await this.#readIdentity(signal) : await this.#readVersion(signal);
      this.#settle();
      this.#failures = 0;
      this.#retryAfterMs = 0;
      this.#sign(sign);
    } catch (cause) {
      this.#settle();
      if (!signal.aborted) this.#failed(transportError(cause));
    } finally {
      answered.abort();
    }
  }

  /** The end of a look that verified answers every doubt from before. */
  #settle(): void {
    if (this.#isVerifying) this.#isSuspected = false;
    this.#isVerifying = false;
  }

  /** Calls the region stale while a look is still waiting for its answer. */
  async #losePatience(answered: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (this.#state.kind !== "live" && this.#state.kind !== "connecting") return;
    await pause(clock, (this.#state.checkedAt ?? this.#state.since) + SILENCE_MS - clock.now(), answered);
    if (answered.aborted) return;
    this.#sign({ kind: "silent", cause: "The API server did not answer for 10 s." });
  }

  async #readVersion(signal: AbortSignal): Promise<Sign> {
    await get(this.#options.client, "/version", signal);
    return { kind: "answered", ready: this.#isReady };
  }

  /** Who answers; and for a region that was away, whether it says itself that it can be called again. */
  async #readIdentity(signal: AbortSignal): Promise<Sign> {
    const answer = await get(this.#options.client, "/api/v1/namespaces/kube-system", signal);
    const uid = textOf(fieldsOf(fieldsOf(answer)["metadata"])["uid"], 128);
    if (uid === "") throw new KubeError("protocol", "the namespace kube-system has no uid");
    this.#knownUid ??= uid;
    if (uid !== this.#knownUid) {
      const cause = `Another cluster answers at this address: the UID of kube-system is ${uid}, it was ${this.#knownUid}.`;
      return { kind: "other-cluster", cause };
    }
    if (this.#open === null) await this.#awaitReady(signal);
    return { kind: "answered", ready: this.#isReady };
  }

  /**
   * An API server that starts answers some kinds with 503 until it is ready. Its word is taken for half a minute, not
   * for ever: a check that fails for good must not hide a region that works. Whoever may not ask goes on.
   */
  async #awaitReady(signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#options;
    this.#answersSince ??= clock.now();
    try {
      await drain(
        await client.stream({
          method: "GET",
          path: "/readyz",
          timeoutMs: LOOK_TIMEOUT_MS,
          signal,
          lane: "background",
        }),
      );
    } catch (cause) {
      const error = transportError(cause);
      const isNotReady = error.status === 500 || error.status === 503;
      if (!isNotReady && error.status === null) throw error;
      if (!isNotReady || clock.now() - this.#answersSince >= NOT_READY_MS) return;
      throw new KubeError("server", "it is starting", { status: error.status ?? 503 });
    }
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

  /** A call failed and no look has told yet whether the region did. */
  #isInDoubt(): boolean {
    return this.#isSuspected || this.#failures > 0;
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
    this.#answersSince = null;
    this.#open ??= new AbortController();
    for (const { go } of [...this.#waiters].toSorted((a, b) => a.rank - b.rank)) go();
  }

  /** Nobody calls from here on, so nothing is left to doubt. */
  #shut(): void {
    this.#isSuspected = false;
    if (this.#nudge.signal.aborted) this.#nudge = new AbortController();
    this.#open?.abort(new KubeError("tcp", "the connection to the region ended"));
    this.#open = null;
  }
}
