import { afterAll, beforeAll, expect, it } from "vitest";
import { GET, HEAD } from "@/app/join/[code]/route";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { makeJoin } from "@/lib/services/regions/join";
import { makeOrganization } from "@/lib/services/testing/people";
import { provideSettings } from "@/lib/services/settings";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startTestPostgres();
  provideSettings({
    allowedLoopback: [],
    operatorDir: null,
    sandboxKubeconfig: null,
    sandboxManifest: null,
    sandboxControl: null,
    publicUrl: "http://localhost:3000",
  });
});
afterAll(() => postgres.stop());

it("serves the join script once, and a look at its address does not use it up", async () => {
  const acme = await makeOrganization("acme");
  const { url, script } = await makeJoin(acme.as("admin"), { packs: [] });
  const params = Promise.resolve({ code: url.split("/").at(-1) ?? "" });
  const get = () => GET(new Request(url), { params });
  expect(HEAD().status).toBe(405);
  expect(await (await get()).text()).toBe(script);
  const again = await get();
  expect(again.status).toBe(404);
  expect(await again.text()).toMatch(/^echo 'This join address was used/);
});
