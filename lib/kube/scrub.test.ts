import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scrub } from "@/lib/kube/scrub";

const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDB9.c2lnbmF0dXJl";

describe("scrub", () => {
  it.each([
    ["a JWT", `token is ${jwt} now`, "token is [secret] now"],
    ["a bearer header", "sent Authorization: Bearer abcdefgh12345", "sent Authorization: Bearer [secret]"],
    ["a bearer in a sentence", "Bearer abcdefgh12345 is not valid", "Bearer [secret] is not valid"],
    ["a password pair", 'password="hunter2" is wrong', 'password="[secret]" is wrong'],
    ["a JSON pair", '{"access_token":"abc","x":1}', '{"access_token":"[secret]","x":1}'],
    ["a YAML pair", "password: correct-horse-battery is wrong", "password: [secret] is wrong"],
    ["credentials in a URL", "dial https://ana:pw@host/path", "dial https://[secret]@host/path"],
    ["a key", "bad -----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY----- here", "bad [secret] here"],
    ["a key without its end", "bad -----BEGIN RSA PRIVATE KEY-----\nabc", "bad [secret]"],
    ["line breaks", "one\r\ntwo\tthree", "one two three"],
    ["terminal colours", "\u001b[31mred\u001b[0m alert\u0007", "red alert"],
    ["a bracket after a line break", "checks:\n[+]log ok", "checks: [+]log ok"],
    ["bidirectional marks", "user\u202etxt.exe\u2066", "usertxt.exe"],
    ["a split secret", "cana\u200bry-77 leaks", "[secret] leaks"],
  ])("hides or flattens %s", (_name, text, shown) => {
    expect(scrub(text, ["canary-77"])).toBe(shown);
  });

  it.each([
    "invalid continue token: key is not valid",
    'serviceaccounts "gantry" is forbidden: User "a" cannot create resource "serviceaccounts/token" in API group ""',
    'namespaces "kube-system" is forbidden: User "system:serviceaccount:a:b" cannot get resource "namespaces" in API group "" in the namespace "kube-system"',
    'secrets "a" is forbidden: User "x" cannot create resource "serviceaccounts/token" in API group ""',
    'Apply failed with 1 conflict: conflict with "kubectl" using v1: .spec.replicas',
    'VitessCluster in version "v2" cannot be handled as a VitessCluster: strict decoding error: unknown field "spec.foo"',
  ])("leaves the server's own words: %s", (text) => {
    expect(scrub(text)).toBe(text);
  });

  it("cuts by whole characters", () => {
    const shown = scrub("😀".repeat(400));
    expect(shown.length).toBeLessThanOrEqual(500);
    expect(shown.endsWith("😀…")).toBe(true);
  });

  it("never shows a known secret nor a control character, whatever surrounds them", () => {
    const noise = fc.string({ unit: "binary", maxLength: 300 });
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const shown = scrub(`${before}s3cr3t-canary${after}`, ["s3cr3t-canary"]);
        expect(shown).not.toContain("s3cr3t-canary");
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(shown.length).toBeLessThanOrEqual(500);
      }),
    );
  });

  it("ends in time on a megabyte of traps", () => {
    const traps = [":// ".repeat(250_000), "-----BEGIN A-----".repeat(60_000), "eyJ".repeat(350_000)];
    const started = performance.now();
    for (const trap of traps) scrub(trap);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
