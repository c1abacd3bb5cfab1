import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { audit, rateLimits, regionCredentials, regions } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { unseal } from "@/lib/db/seal";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { readKubeconfig } from "@/lib/kube/intake";
import { answer, closeAll, failureStatus, server } from "@/lib/kube/testing/calls";
import { issue } from "@/lib/kube/testing/x509";
import { startApi, type Api } from "@/lib/sandbox/api/server";
import { openCredential } from "@/lib/services/regions/credential";
import { getRegion } from "@/lib/services/regions/detail";
import { listRegions } from "@/lib/services/regions/list";
import { registerRegion } from "@/lib/services/regions/register";
import { closeAllRegions, regionRuntime } from "@/lib/services/regions/runtime";
import { provideReports } from "@/lib/services/report";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";
import { testSettings } from "@/lib/services/testing/settings";

const UID = /^[0-9a-f-]{36}$/;
/** What OpenSSL says of a text that was sealed for something else. */
const WRONG_KEY = /unable to authenticate data/;

let postgres: TestPostgres;
let api: Api;
let acme: TestOrganization;
let globex: TestOrganization;
let folder: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  api = await startApi({ port: 0, dataFile: null });
  acme = await makeOrganization("acme");
  globex = await makeOrganization("globex");
  folder = mkdtempSync(join(tmpdir(), "gantry-register-"));
});
beforeEach(() => testSettings({ allowedLoopback: [new URL(api.url).host] }));
afterEach(async () => {
  await closeAllRegions();
  await closeAll();
  for (const table of [regionCredentials, regions, rateLimits]) await db().delete(table);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.close();
  await postgres.stop();
});

const adminToken = (): string => {
  const read = readKubeconfig(api.kubeconfig("admin"));
  if (!read.ok || read.endpoint.auth.kind !== "token") throw new Error("the kubeconfig holds no token");
  return read.endpoint.auth.token.reveal();
};
const byKubeconfig = (name = "one") => ({ kind: "kubeconfig", name, kubeconfig: api.kubeconfig("admin") });
const byToken = (change: Record<string, string> = {}) => ({
  kind: "token",
  name: "one",
  server: api.url,
  caPem: api.caPem,
  token: adminToken(),
  ...change,
});
const bundle = (parts: Record<string, string>): string =>
  `gantry-join:${Buffer.from(JSON.stringify(parts)).toString("base64")}`;

const refusal = (input: unknown) =>
  registerRegion(acme.as("admin"), input).then(
    () => null,
    (error: unknown) => error,
  );

describe("registering a cluster", () => {
  it("takes a kubeconfig, three fields, a join bundle and the simulated region for the same cluster", async () => {
    const path = join(folder, "kubeconfig");
    writeFileSync(path, api.kubeconfig("admin"));
    testSettings({ allowedLoopback: [new URL(api.url).host], sandboxKubeconfig: path });
    const ca = Buffer.from(api.caPem).toString("base64");
    const joined = {
      kind: "join",
      name: "one",
      bundle: bundle({ server: api.url, ca, token: adminToken() }),
    };
    const uids: string[] = [];
    for (const input of [byKubeconfig(), byToken(), joined, { kind: "simulated", name: "one" }]) {
      const made = await registerRegion(acme.as("admin"), input);
      const region = await getRegion(acme.as("viewer"), { regionId: made.regionId });
      expect(region).toMatchObject({
        server: api.url,
        clusterUid: made.clusterUid,
        credential: { kind: "token", expiresAt: null, renewedAt: null },
        summary: { name: "one", simulated: input.kind === "simulated", kubernetesVersion: "1.35.4" },
      });
      const [row] = await db().select().from(audit).where(eq(audit.objectId, made.regionId));
      expect(row).toMatchObject({
        organizationId: acme.id,
        actor: "admin@acme.example.com",
        verb: "region.register",
        detail: { name: "one", by: input.kind, clusterUid: made.clusterUid },
      });
      uids.push(made.clusterUid);
      await closeAllRegions();
      for (const table of [regionCredentials, regions]) await db().delete(table);
    }
    expect(new Set(uids).size).toBe(1);
    expect(uids[0]).toMatch(UID);
  });

  it("goes live at once", async () => {
    await registerRegion(acme.as("owner"), byKubeconfig());
    const kind = async () => (await listRegions(acme.as("viewer"), {}))[0]?.connection.kind;
    await expect.poll(kind, { timeout: 10_000 }).toBe("live");
  });

  it("refuses the same cluster a second time with the way to it, and a name that is taken", async () => {
    const { regionId } = await registerRegion(acme.as("admin"), byKubeconfig());
    await expect(registerRegion(acme.as("admin"), byToken({ name: "two" }))).rejects.toMatchObject({
      code: "conflict",
      message: "This cluster is registered already as one.",
      next: `region:${regionId}`,
    });
    await db().update(regions).set({ clusterUid: "another" }).where(eq(regions.id, regionId));
    await expect(registerRegion(acme.as("admin"), byKubeconfig())).rejects.toMatchObject({
      code: "conflict",
      fields: { name: "Choose another name." },
    });
  });

  it("makes one region of five that are registered at the same moment", async () => {
    const tries = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((n) => registerRegion(acme.as("admin"), byKubeconfig(`region ${n}`))),
    );
    const refusals = tries.filter((each) => each.status === "rejected");
    expect(refusals.map(({ reason }) => reason.code)).toEqual([
      "conflict",
      "conflict",
      "conflict",
      "conflict",
    ]);
    expect(await db().select().from(regions)).toHaveLength(1);
    expect(await db().select().from(regionCredentials)).toHaveLength(1);
  });

  it("lets another organization register the same cluster, and shows neither the other's", async () => {
    const one = await registerRegion(acme.as("admin"), byKubeconfig());
    const other = await registerRegion(globex.as("admin"), byKubeconfig());
    expect(other.clusterUid).toBe(one.clusterUid);
    await expect(getRegion(globex.as("owner"), { regionId: one.regionId })).rejects.toMatchObject({
      code: "not_found",
    });
    expect((await listRegions(globex.as("viewer"), {})).map(({ id }) => id)).toEqual([other.regionId]);
  });

  it("refuses a login program by field and line, and points at the join command", async () => {
    const kubeconfig = api
      .kubeconfig("admin")
      .replace(/token: .*/, "exec: { command: aws-iam-authenticator }");
    await expect(registerRegion(acme.as("admin"), { ...byKubeconfig(), kubeconfig })).rejects.toMatchObject({
      code: "invalid",
      next: "join",
      fields: {
        [`users[0].user.exec (line ${kubeconfig.split("\n").findIndex((line) => line.includes("exec:")) + 1})`]:
          expect.any(String),
      },
    });
    expect(await db().select().from(regions)).toEqual([]);
  });

  it("has no simulated region where none runs", async () => {
    for (const sandboxKubeconfig of [null, join(folder, "not-there")]) {
      testSettings({ sandboxKubeconfig });
      await expect(
        registerRegion(acme.as("admin"), { kind: "simulated", name: "one" }),
      ).rejects.toMatchObject({
        code: "precondition",
        message: "The simulated region is not running here.",
      });
    }
  });

  it("is an admin's", async () => {
    for (const role of ["viewer", "developer"] as const) {
      await expect(registerRegion(acme.as(role), byKubeconfig())).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });

  it("is counted: thirty tries in an hour", async () => {
    const ctx = { ...acme.as("admin"), now: () => new Date(Date.UTC(2026, 0, 1)) };
    const bad = { kind: "kubeconfig", name: "one", kubeconfig: "nothing" };
    for (let n = 0; n < 30; n += 1)
      await expect(registerRegion(ctx, bad)).rejects.toMatchObject({ code: "invalid" });
    await expect(registerRegion(ctx, bad)).rejects.toMatchObject({ code: "rate_limited" });
  });
});

describe("a cluster that cannot be met", () => {
  it("is told by the layer that failed: policy, name, TCP, TLS, 401, 403, another server", async () => {
    const closed = await new Promise<number>((resolve) => {
      const probe: Server = createServer().listen(0, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
      });
    });
    const stranger = issue({ name: "somebody else", isCa: true });
    const page = await server((_, res) =>
      answer(res, 200, "<html>sign in</html>", { "content-type": "text/html" }),
    );
    const forbidding = await server((_, res) => answer(res, 403, failureStatus(403, "Forbidden", "no")));
    testSettings({
      allowedLoopback: [new URL(api.url).host, `127.0.0.1:${closed}`, ...page.allowed, ...forbidding.allowed],
    });
    const at = (port: number, caPem: string) => byToken({ server: `https://127.0.0.1:${port}`, caPem });
    const ca = page.endpoint.caPem;
    expect(await refusal(byToken({ server: "https://127.0.0.1:1" }))).toMatchObject({
      code: "precondition",
      message: expect.stringMatching(/^Gantry may not dial this address: .*GANTRY_ALLOWED_LOOPBACK/),
    });
    expect(await refusal(byToken({ server: "https://no-such-cluster.invalid" }))).toMatchObject({
      code: "region_unreachable",
      message: expect.stringMatching(/^The name of the API server does not resolve/),
    });
    expect(await refusal(at(closed, ca))).toMatchObject({
      code: "region_unreachable",
      message: expect.stringMatching(/^The API server does not answer/),
    });
    expect(await refusal(byToken({ caPem: stranger.certPem }))).toMatchObject({
      code: "region_unreachable",
      message: expect.stringMatching(/^The certificate of the API server does not match/),
    });
    expect(await refusal(byToken({ token: "no-such-token" }))).toMatchObject({
      code: "cluster_refused",
      message: expect.stringMatching(/^The API server refused the credential: 401/),
    });
    expect(await refusal(at(forbidding.port, ca))).toMatchObject({
      code: "cluster_refused",
      message: expect.stringMatching(/^The API server does not allow this: 403/),
    });
    expect(await refusal(at(page.port, ca))).toMatchObject({
      code: "region_unreachable",
      message: expect.stringMatching(/^The answer is not one of a Kubernetes API server/),
    });
    expect(await db().select().from(regions)).toEqual([]);
  });
});

describe("the credential", () => {
  it("is in no answer, no audit row and no log, and is sealed for its own region alone", async () => {
    const canary = adminToken();
    const log: unknown[] = [];
    const collect = (...said: unknown[]) => log.push(said.map((each) => inspect(each, { depth: 9 })));
    provideReports({ failure: collect, notice: collect });
    const one = await registerRegion(acme.as("admin"), byKubeconfig());
    const other = await registerRegion(globex.as("admin"), byKubeconfig());
    const shown = JSON.stringify([
      one,
      await getRegion(acme.as("owner"), { regionId: one.regionId }),
      await listRegions(acme.as("owner"), {}),
      await db().select().from(audit),
      await db().select().from(regions),
      await db().select().from(regionCredentials),
      log,
      inspect(await regionRuntime(one.regionId), { depth: 9 }),
    ]);
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(Buffer.from(canary).toString("base64").slice(0, 20));

    const [sealed] = await db()
      .select()
      .from(regionCredentials)
      .where(eq(regionCredentials.regionId, one.regionId));
    const open = (organizationId: string, subjectId: string) =>
      unseal(sealed?.sealed ?? "", { organizationId, subjectId, purpose: "region-credential" });
    expect(open(acme.id, one.regionId)).toContain(canary);
    expect(() => open(acme.id, other.regionId)).toThrow(WRONG_KEY);
    expect(() => open(globex.id, one.regionId)).toThrow(WRONG_KEY);
  });

  it("of a refused registration is not in its error either", async () => {
    const token = "canary-4c1f-refused-token";
    const error: unknown = await registerRegion(acme.as("admin"), byToken({ token })).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: "cluster_refused" });
    const twice = `${api.kubeconfig("admin")}    password: ${token}\n`;
    const other: unknown = await registerRegion(acme.as("admin"), {
      ...byKubeconfig(),
      kubeconfig: twice,
    }).catch((e: unknown) => e);
    expect(other).toMatchObject({ code: "invalid" });
    for (const each of [error, other]) {
      expect(
        `${String(each)} ${JSON.stringify(each)} ${each instanceof Error ? each.stack : ""}`,
      ).not.toContain(token);
    }
  });

  it("copied to another region's row does not open there", async () => {
    const one = await registerRegion(acme.as("admin"), byKubeconfig());
    const other = await registerRegion(globex.as("admin"), byKubeconfig());
    const [row] = await db()
      .select()
      .from(regionCredentials)
      .where(eq(regionCredentials.regionId, one.regionId));
    await db()
      .update(regionCredentials)
      .set({ sealed: row?.sealed ?? "" })
      .where(eq(regionCredentials.regionId, other.regionId));
    await expect(openCredential(globex.id, other.regionId)).rejects.toThrow(WRONG_KEY);
    expect(await openCredential(globex.id, one.regionId)).toBeNull();
  });
});
