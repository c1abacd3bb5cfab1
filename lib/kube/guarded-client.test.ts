import type { IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { Secret } from "@/lib/kube/secret";
import { allowedClient, answer, client, closeAll, failureOf, get, server } from "@/lib/kube/testing/calls";
import { authority, TOKEN } from "@/lib/kube/testing/https-server";
import { issue } from "@/lib/kube/testing/x509";

afterEach(closeAll);

async function drain(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

describe("a friendly API server", () => {
  it("gets what was asked, with the token, the agent and gzip", async () => {
    const seen: IncomingMessage[] = [];
    const at = await server((req, res) => {
      seen.push(req);
      answer(res, 200, gzipSync(JSON.stringify({ kind: "NodeList", items: [] })), {
        "content-encoding": "gzip",
      });
    });
    const value = await allowedClient(at).json(
      get("/api/v1/nodes", { query: { limit: 500, watch: undefined, labelSelector: "a=b,c!=d" } }),
    );
    expect(value).toEqual({ kind: "NodeList", items: [] });
    expect(seen[0]?.url).toBe("/api/v1/nodes?limit=500&labelSelector=a%3Db%2Cc%21%3Dd");
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      "user-agent": "gantry-test",
      accept: "application/json",
      "accept-encoding": "gzip",
    });
  });

  it("keeps the path of the server's address, and sends bodies with their type", async () => {
    const seen: { url: string | undefined; type: string | undefined; body: string }[] = [];
    const at = await server((req, res) => {
      let body = "";
      req.setEncoding("utf8").on("data", (piece: string) => (body += piece));
      req.on("end", () => {
        seen.push({ url: req.url, type: req.headers["content-type"], body });
        answer(res, 200, { kind: "Status", status: "Success" });
      });
    });
    const behind = { ...at.endpoint, server: `${at.endpoint.server}/k8s/clusters/c-1` };
    const via = client(behind, { allowedLoopback: at.allowed });
    await via.json({
      method: "PATCH",
      path: "/api/v1/namespaces/a",
      query: { dryRun: "All" },
      contentType: "application/apply-patch+yaml",
      body: { kind: "Namespace" },
    });
    await via.json({ method: "DELETE", path: "/api/v1/namespaces/a", body: { kind: "DeleteOptions" } });
    expect(seen).toEqual([
      {
        url: "/k8s/clusters/c-1/api/v1/namespaces/a?dryRun=All",
        type: "application/apply-patch+yaml",
        body: '{"kind":"Namespace"}',
      },
      {
        url: "/k8s/clusters/c-1/api/v1/namespaces/a",
        type: "application/json",
        body: '{"kind":"DeleteOptions"}',
      },
    ]);
  });

  it("reuses its connections", async () => {
    const at = await server((_req, res) => answer(res, 200, {}));
    const via = allowedClient(at);
    for (let call = 0; call < 5; call += 1) await via.json(get(undefined, { lane: "person" }));
    // The second call may leave before the first connection is marked as free.
    expect(at.connections()).toBeLessThanOrEqual(2);
  });

  it("presents a client certificate and no token", async () => {
    const person = issue({ name: "ana" }, authority);
    const seen: (string | undefined)[] = [];
    const at = await server(
      (req, res) => {
        seen.push(req.headers.authorization);
        answer(res, 200, {});
      },
      { clientAuthority: authority },
    );
    const auth = { kind: "certificate", certPem: person.certPem, keyPem: new Secret(person.keyPem) } as const;
    await client({ ...at.endpoint, auth }, { allowedLoopback: at.allowed }).json(get());
    expect(seen).toEqual([undefined]);
    const refused = await failureOf(allowedClient(at).json(get()));
    expect(["tls", "tcp"]).toContain(refused.kind);
  });

  it("reads a watch line by line as it comes", async () => {
    const at = await server((_req, res) => {
      res.writeHead(200, { "content-type": "application/json" });
      res.write('{"type":"ADDED"}\n');
      setImmediate(() => res.end('{"type":"DELETED"}\n'));
    });
    const stream = await allowedClient(at).stream(get("/api/v1/pods", { query: { watch: true } }));
    expect(stream.status).toBe(200);
    expect(await drain(stream.body)).toBe('{"type":"ADDED"}\n{"type":"DELETED"}\n');
  });

  it("keeps a ledger by kind of call, without names", async () => {
    const at = await server((_req, res) => answer(res, 200, "{}"));
    const via = allowedClient(at);
    await via.json(get("/api/v1/namespaces/secret-name/pods/other"));
    await via.json(get("/api/v1/namespaces/secret-name/pods/another"));
    const [count, ...others] = via.ledger();
    expect(others).toEqual([]);
    expect(count).toMatchObject({ verb: "get", resource: "pods", calls: 2, bytes: 4 });
  });
});
