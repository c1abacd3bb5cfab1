import { describe, expect, it } from "vitest";
import { KeySequence, type KeyPress } from "@/lib/client/key-sequence";
import { paletteItems, searchPalette } from "@/lib/client/palette";
import { sectionOf } from "@/lib/client/sections";
import type { DatabaseSummary, Overview, Viewer } from "@/lib/contract/views";

const database = (name: string): DatabaseSummary => ({
  id: `db_${name}`,
  name,
  regionId: "reg_1",
  regionName: "eu-west",
  simulated: false,
  health: { kind: "serving", sentence: "Serving", because: null, next: null, since: null },
  protection: "a zone",
  size: "small",
  worstLagSeconds: null,
  lagNote: null,
  queriesPerSecond: null,
  vitessVersion: "24.0.0",
  createdAt: 0,
  observedAt: null,
  operationId: null,
});

const overview: Overview = {
  regions: [],
  databases: [database("shop"), database("shop-orders"), database("workshop")],
  operations: [],
  findings: [],
  checklist: [],
  sandboxOffered: true,
};

const viewer = (role: Viewer["role"]): Viewer => ({
  userId: "usr_1",
  email: "ana@example.com",
  role,
  organization: { id: "org_1", slug: "example", name: "Example Org" },
  organizations: [
    { slug: "example", name: "Example Org" },
    { slug: "other", name: "Other Org" },
  ],
});

describe("the palette", () => {
  it("puts names that begin with the query first and knows words inside names", () => {
    const labels = searchPalette(paletteItems(viewer("owner"), overview), "or").map((item) => item.label);
    expect(labels.slice(0, 1)).toEqual(["shop-orders"]);
    expect(searchPalette(paletteItems(viewer("owner"), overview), "shop").map((item) => item.label)).toEqual([
      "shop",
      "shop-orders",
      "workshop",
    ]);
  });

  it("needs every word of the query", () => {
    const found = searchPalette(paletteItems(viewer("owner"), overview), "shop eu-west");
    expect(found.map((item) => item.label)).toEqual(["shop", "shop-orders", "workshop"]);
    expect(searchPalette(paletteItems(viewer("owner"), overview), "shop nowhere")).toEqual([]);
  });

  it("offers other organizations, not the one you are in", () => {
    const found = paletteItems(viewer("owner"), overview).filter((item) => item.kind === "organization");
    expect(found.map((item) => item.label)).toEqual(["Other Org"]);
  });

  it.each([
    ["viewer", [false, false, false]],
    ["developer", [true, false, false]],
    ["admin", [true, true, false]],
    ["owner", [true, true, true]],
  ] as const)("keeps what a %s may not do in sight, with the reason", (role, allowed) => {
    const acts = paletteItems(viewer(role), overview).filter((item) => item.kind === "act");
    expect(acts.map((item) => item.off === null)).toEqual(allowed);
    for (const item of acts.filter((each) => each.off !== null)) expect(item.off).toContain(role);
  });
});

describe("the section of an address", () => {
  it.each([
    ["/o/example", "overview"],
    ["/o/example/databases", "databases"],
    ["/o/example/databases/db_1/metrics", "databases"],
    ["/o/example/needs-you", "needs-you"],
    ["/o/example/elsewhere", null],
    ["/o/examples/regions", null],
  ])("%s is %s", (pathname, section) => expect(sectionOf(pathname, "example")).toBe(section));
});

const press = (key: string, at: number, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  at,
  command: false,
  alt: false,
  typing: false,
  ...more,
});

describe("keys", () => {
  it("opens the palette by Cmd-K, also from a field", () => {
    expect(new KeySequence().press(press("k", 0, { command: true, typing: true }))).toEqual({
      kind: "palette",
    });
    expect(new KeySequence().press(press("j", 0, { command: true }))).toBeNull();
  });

  it("goes by g and a letter, unless it took too long or somebody types", () => {
    const keys = new KeySequence();
    expect(keys.press(press("g", 0))).toBeNull();
    expect(keys.press(press("d", 400))).toEqual({ kind: "go", section: "databases" });
    expect(keys.press(press("d", 500))).toBeNull();
    keys.press(press("g", 1000));
    expect(keys.press(press("r", 4000))).toBeNull();
    keys.press(press("g", 5000, { typing: true }));
    expect(keys.press(press("r", 5100))).toBeNull();
  });

  it("lists the keys by a question mark", () => {
    expect(new KeySequence().press(press("?", 0))).toEqual({ kind: "keys" });
    expect(new KeySequence().press(press("?", 0, { typing: true }))).toBeNull();
  });
});
