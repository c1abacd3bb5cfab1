import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Steering, startSteering } from "@/lib/sandbox/steering/server";
import { type Trouble, TroubleError } from "@/lib/sandbox/steering/troubles";

let steering: Steering;
const asked: Trouble[] = [];

beforeAll(async () => {
  steering = await startSteering({
    port: 0,
    state: () => ({ preset: "demo", speed: 1, reachable: true, tablets: [], gateways: [] }),
    trouble: async (trouble) => {
      if (trouble.kind === "kill-pod") throw new TroubleError(404, "There is no pod a/b.");
      asked.push(trouble);
      return "Done.";
    },
  });
});
afterAll(() => steering.close());

async function post(body: string, headers: Record<string, string> = { "content-type": "application/json" }) {
  const answer = await fetch(`${steering.url}/trouble`, { method: "POST", headers, body });
  return { status: answer.status, body: (await answer.json()) as { done?: string; error?: string } };
}

describe("steering", () => {
  it("tells the state and does what is asked", async () => {
    const state = await fetch(`${steering.url}/state`);
    expect(await state.json()).toMatchObject({ preset: "demo", reachable: true });
    const slow = { kind: "slow-applier", namespace: "a", pod: "b" };
    expect(await post(JSON.stringify(slow))).toEqual({ status: 200, body: { done: "Done." } });
    expect(asked).toEqual([{ ...slow, factor: 0.5 }]);
  });

  it("does not serve a page of a browser, nor another host's name", async () => {
    const origin = { "content-type": "application/json", origin: "https://evil.example" };
    expect((await post("{}", origin)).status).toBe(403);
    const form = await post("kind=unreachable", { "content-type": "application/x-www-form-urlencoded" });
    expect(form.status).toBe(415);
  });

  it("refuses what it does not know, in words", async () => {
    expect((await post("{")).body.error).toBe("That is not JSON.");
    expect((await post('{"kind":"explode"}')).status).toBe(400);
    expect((await post(JSON.stringify({ kind: "kill-pod", namespace: "a" }))).body.error).toMatch(/^pod: /);
    expect((await post(`{"kind":"${"x".repeat(20_000)}"}`)).body.error).toBe(
      "The request is larger than 16 KiB.",
    );
    const missing = await post(JSON.stringify({ kind: "kill-pod", namespace: "a", pod: "b" }));
    expect(missing).toEqual({ status: 404, body: { error: "There is no pod a/b." } });
  });
});
