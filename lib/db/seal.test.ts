import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env as variables } from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveKey, isSealedHere, seal, unseal, type SealPurpose } from "@/lib/db/seal";

const ACME: SealPurpose = { organizationId: "org_a", subjectId: "reg_1", purpose: "region-credential" };
const OTHERS: readonly SealPurpose[] = [
  { ...ACME, organizationId: "org_b" },
  { ...ACME, subjectId: "reg_2" },
  { ...ACME, purpose: "operation-input" },
];

const UNTRUE = /unable to authenticate data/;

describe("sealing", () => {
  const dir = mkdtempSync(join(tmpdir(), "gantry-seal-"));
  beforeAll(() => {
    variables["GANTRY_DATA_DIR"] = join(dir, "data");
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it("opens what it sealed, and no two sealed texts are alike", () => {
    const [one, two] = [seal("canary", ACME), seal("canary", ACME)];
    expect([unseal(one, ACME), unseal(two, ACME)]).toEqual(["canary", "canary"]);
    expect(one).not.toBe(two);
    expect(one).not.toContain(Buffer.from("canary").toString("base64url"));
  });

  it("makes its key once, whole and for its owner alone", () => {
    seal("canary", ACME);
    expect(readdirSync(join(dir, "data"))).toEqual(["key"]);
    const { mode, size } = statSync(join(dir, "data", "key"));
    expect([mode & 0o777, size]).toEqual([0o600, 44]);
  });

  it.each(OTHERS)("opens nothing for the row of another: %j", (other) => {
    const sealed = seal("canary", ACME);
    expect(() => unseal(sealed, other)).toThrow(UNTRUE);
  });

  it("opens nothing that was changed, cut or sealed with another key", () => {
    const parts = seal("canary", ACME).split(".");
    for (const at of [2, 3, 4, 5]) {
      const changed = parts.with(at, Buffer.alloc(16, at).toString("base64url")).join(".");
      expect(() => unseal(changed, ACME)).toThrow(UNTRUE);
    }
    const shortTag = parts.with(4, Buffer.from(parts[4] ?? "", "base64url").toString("base64url", 0, 4));
    expect(() => unseal(shortTag.join("."), ACME)).toThrow(/^Invalid authentication tag length/);
    expect(() => unseal(parts.slice(0, 4).join("."), ACME)).toThrow("Not a sealed text of this version.");
    const foreign = parts.with(1, "00000000").join(".");
    expect(() => unseal(foreign, ACME)).toThrow(/^Sealed with key 00000000, but this Gantry holds key /);
    expect([isSealedHere(parts.join(".")), isSealedHere(foreign)]).toEqual([true, false]);
  });

  it("derives another key for each purpose", () => {
    expect(deriveKey("one").equals(deriveKey("one"))).toBe(true);
    expect(deriveKey("one").equals(deriveKey("two"))).toBe(false);
  });
});
