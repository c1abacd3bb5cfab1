import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KubeError } from "@/lib/kube/kube-error";
import { RequestBudget, type Lane } from "@/lib/kube/request-budget";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;

interface Sent {
  lane: Lane;
  at: number;
}

function ask(budget: RequestBudget, lane: Lane, times: number, sent: Sent[]): Promise<void>[] {
  return Array.from({ length: times }, () =>
    budget.acquire(lane, Infinity, never).then(() => void sent.push({ lane, at: performance.now() })),
  );
}

/** The most requests of any lane that fell into one second. */
function busiest(sent: readonly Sent[]): number {
  return Math.max(
    ...sent.map((first) => sent.filter(({ at }) => at >= first.at && at < first.at + 1000).length),
  );
}

describe("RequestBudget", () => {
  it("sends seven of the background at once, then seven each second", async () => {
    const budget = new RequestBudget();
    const sent: Sent[] = [];
    const all = Promise.all(ask(budget, "background", 21, sent));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(7);
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(7);
    await vi.advanceTimersByTimeAsync(1001);
    await all;
    expect(busiest(sent)).toBe(7);
  });

  it("keeps three for people while the background is at its limit", async () => {
    const budget = new RequestBudget();
    const sent: Sent[] = [];
    const background = ask(budget, "background", 30, sent);
    await Promise.all(ask(budget, "person", 3, sent));
    expect(sent.filter(({ lane }) => lane === "person").map(({ at }) => at)).toEqual([0, 0, 0]);
    await vi.runAllTimersAsync();
    await Promise.all(background);
    expect(busiest(sent)).toBe(10);
  });

  it("lets people go before what waits in the background", async () => {
    const budget = new RequestBudget();
    const sent: Sent[] = [];
    const calls = [...ask(budget, "person", 10, sent), ...ask(budget, "background", 2, sent)];
    await vi.advanceTimersByTimeAsync(500);
    calls.push(...ask(budget, "person", 9, sent));
    await vi.runAllTimersAsync();
    await Promise.all(calls);
    const second = sent.filter(({ at }) => at >= 1000 && at < 2000).map(({ lane }) => lane);
    expect(second).toEqual([...Array.from({ length: 9 }, () => "person"), "background"]);
    expect(busiest(sent)).toBe(10);
  });

  it("holds both lanes while the server asked to wait, and no longer than a minute", async () => {
    const budget = new RequestBudget();
    const sent: Sent[] = [];
    budget.pause(7000);
    const calls = [...ask(budget, "background", 1, sent), ...ask(budget, "person", 1, sent)];
    await vi.advanceTimersByTimeAsync(6999);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(2);
    await Promise.all(calls);
    expect(sent).toHaveLength(2);
    budget.pause(86_400_000);
    const late = ask(budget, "person", 1, sent);
    await vi.advanceTimersByTimeAsync(60_001);
    await Promise.all(late);
    expect(sent).toHaveLength(3);
  });

  it("tells at once who cannot be served in time", async () => {
    const budget = new RequestBudget();
    budget.pause(20_000);
    const call = budget.acquire("person", performance.now() + 15_000, never);
    const error: unknown = await call.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(KubeError);
    expect(error).toMatchObject({ kind: "too-many", retryAfterMs: 20_000 });
  });

  it("forgets a caller that left, and gives its place to the next", async () => {
    const budget = new RequestBudget();
    const sent: Sent[] = [];
    await Promise.all(ask(budget, "background", 7, sent));
    const leaving = new AbortController();
    const left = budget.acquire("background", Infinity, leaving.signal);
    const next = ask(budget, "background", 7, sent);
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    await vi.advanceTimersByTimeAsync(1001);
    await Promise.all(next);
    expect(sent).toHaveLength(14);
    await expect(budget.acquire("person", Infinity, leaving.signal)).rejects.toThrow("left");
  });
});
