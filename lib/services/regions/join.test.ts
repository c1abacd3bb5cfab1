import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { makeJoin, useJoinCode } from "@/lib/services/regions/join";
import { provideSettings } from "@/lib/services/settings";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";

let server: TestPostgres;
let acme: TestOrganization;

beforeAll(async () => {
  server = await startTestPostgres();
  acme = await makeOrganization("acme");
  provideSettings({
    allowedLoopback: [],
    operatorDir: null,
    sandboxKubeconfig: null,
    sandboxManifest: null,
    sandboxControl: null,
    publicUrl: "https://gantry.example.com",
  });
});
afterAll(() => server.stop());

const codeOf = (url: string): string => url.split("/").at(-1) ?? "";

describe("join", () => {
  it("serves the very script that was shown, once", async () => {
    const view = await makeJoin(acme.as("admin"), { packs: ["metrics"] });
    expect(view.command).toBe(`curl -fsS ${view.url} | sh`);
    const code = codeOf(view.url);
    expect(await useJoinCode(code, new Date())).toBe(view.script);
    expect(await useJoinCode(code, new Date())).toBeNull();
  });

  it("two callers at once get it once", async () => {
    const { url } = await makeJoin(acme.as("owner"), { packs: [] });
    const got = await Promise.all([1, 2, 3, 4].map(() => useJoinCode(codeOf(url), new Date())));
    expect(got.filter((script) => script !== null)).toHaveLength(1);
  });

  it("is void after 30 minutes, and unknown codes answer nothing", async () => {
    const { url } = await makeJoin(acme.as("owner"), { packs: [] });
    expect(await useJoinCode(codeOf(url), new Date(Date.now() + 31 * 60_000))).toBeNull();
    expect(await useJoinCode("no-such-code", new Date())).toBeNull();
  });

  it("grants only the packs that were ticked, and holds no secret of Gantry's", async () => {
    const bare = await makeJoin(acme.as("owner"), { packs: [] });
    const full = await makeJoin(acme.as("owner"), { packs: ["capacity", "metrics"] });
    expect(bare.yaml).not.toContain("pods/proxy");
    expect(full.yaml).toContain("pods/proxy");
    expect(full.yaml).toContain("name: gantry-acme");
    expect(full.yaml).not.toMatch(/pods\/exec|impersonate|escalate|nodes\/proxy/);
    expect(full.script).not.toContain(codeOf(full.url));
  });

  it("is an admin's", async () => {
    for (const role of ["viewer", "developer"] as const) {
      await expect(makeJoin(acme.as(role), { packs: [] })).rejects.toMatchObject({ code: "forbidden" });
    }
  });
});
