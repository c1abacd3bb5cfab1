import { format, inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { Secret } from "@/lib/kube/secret";

const canary = "canary-3f9a";
const secret = new Secret(canary);

describe("Secret", () => {
  it("gives the text to the one who asks for it", () => {
    expect(secret.reveal()).toBe(canary);
  });

  it.each([
    ["a joined array", [secret].join("")],
    ["String()", String(secret)],
    ["JSON", JSON.stringify({ deep: [{ secret }] })],
    ["inspect", inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ["format", format("%s %j %o %O", secret, secret, secret, secret)],
    ["a structured clone", inspect(structuredClone(secret), { depth: 9, showHidden: true })],
    ["spread", JSON.stringify(Object.assign({}, secret))],
    ["entries", inspect(Object.entries(secret))],
  ])("never shows in %s", (_name, shown) => {
    expect(shown).not.toContain(canary);
  });

  it("says what it is", () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual([
      "[secret]",
      '"[secret]"',
      "[secret]",
    ]);
  });
});
