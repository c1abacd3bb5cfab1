import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createPlainServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  allowedClient,
  answer,
  client,
  closeAll,
  failureOf,
  get,
  onEnd,
  server,
} from "@/lib/kube/testing/calls";
import { authority } from "@/lib/kube/testing/https-server";
import { issue } from "@/lib/kube/testing/x509";

afterEach(async () => {
  await closeAll();
  vi.unstubAllEnvs();
});

const run = promisify(execFile);

async function listen(one: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  one.listen(0, "127.0.0.1");
  await once(one, "listening");
  onEnd(() => new Promise((resolve) => one.close(resolve)));
  const address = one.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("where it dials", () => {
  it("refuses loopback that is not allowed, and opens no connection", async () => {
    const at = await server((_req, res) => answer(res, 200, {}));
    const error = await failureOf(client(at.endpoint, { allowedLoopback: [] }).json(get()));
    expect(error.kind).toBe("address");
    expect(error.message).toBe(
      `127.0.0.1 is a loopback address; the setting GANTRY_ALLOWED_LOOPBACK can allow exactly 127.0.0.1:${at.port}`,
    );
    expect(at.connections()).toBe(0);
  });

  it.each(["localhost", "api.cluster.example"])(
    "refuses the name %s when it resolves to loopback, also to an allowed pair",
    async (name) => {
      const at = await server((_req, res) => answer(res, 200, {}));
      const endpoint = { ...at.endpoint, server: `https://${name}:${at.port}` };
      const error = await failureOf(
        client(endpoint, {
          allowedLoopback: at.allowed,
          resolve: (_hostname, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
        }).json(get()),
      );
      expect(error.kind).toBe("address");
      expect(error.message).toContain(`${name} resolves to a loopback address`);
      expect(at.connections()).toBe(0);
    },
  );

  it("refuses a name of which one answer is bad", async () => {
    const at = await server((_req, res) => answer(res, 200, {}));
    const endpoint = { ...at.endpoint, server: `https://api.example:${at.port}` };
    const error = await failureOf(
      client(endpoint, {
        allowedLoopback: [],
        resolve: (_hostname, done) =>
          done(null, [
            { address: "10.0.0.1", family: 4 },
            { address: "127.0.0.1", family: 4 },
          ]),
      }).json(get()),
    );
    expect(error.kind).toBe("address");
    expect(at.connections()).toBe(0);
  });

  it("refuses a name that is rebound between two connections", async () => {
    const at = await server((_req, res) => answer(res, 200, {}, { connection: "close" }), {
      certificate: issue({ name: "server", hosts: ["api.example"] }, authority),
    });
    const answers = ["127.0.0.1", "169.254.169.254"];
    const endpoint = { ...at.endpoint, server: `https://api.example:${at.port}` };
    const via = client(endpoint, {
      allowedLoopback: [`api.example:${at.port}`],
      resolve: (_hostname, done) => done(null, [{ address: answers.shift() ?? "", family: 4 }]),
    });
    await expect(via.json(get())).resolves.toEqual({});
    const error = await failureOf(via.json(get()));
    expect(error.kind).toBe("address");
    expect(error.message).toContain("metadata");
  });

  it("checks once more the address that was really reached, before it sends a byte", async () => {
    let requests = 0;
    const at = await server(
      (_req, res) => {
        requests += 1;
        answer(res, 200, {});
      },
      { certificate: issue({ name: "server", hosts: ["api.example"] }, authority) },
    );
    const allowed = [`api.example:${at.port}`];
    const via = client(
      { ...at.endpoint, server: `https://api.example:${at.port}` },
      {
        allowedLoopback: allowed,
        resolve: (_hostname, done) => {
          done(null, [{ address: "127.0.0.1", family: 4 }]);
          allowed.pop();
        },
      },
    );
    expect((await failureOf(via.json(get()))).kind).toBe("address");
    expect([at.connections(), requests]).toEqual([1, 0]);
  });

  it.each(["ENOTFOUND", "EAI_AGAIN"])("says when a name does not resolve: %s", async (code) => {
    const at = await server((_req, res) => answer(res, 200, {}));
    const endpoint = { ...at.endpoint, server: "https://nowhere.example:6443" };
    const via = client(endpoint, {
      allowedLoopback: [],
      resolve: (_hostname, done) => done(Object.assign(new Error("no"), { code })),
    });
    const error = await failureOf(via.json(get()));
    expect([error.kind, error.code]).toEqual(["dns", code]);
  });

  it("says when nobody listens", async () => {
    const at = await server(() => undefined);
    await at.close();
    const error = await failureOf(allowedClient(at).json(get()));
    expect([error.kind, error.message]).toEqual(["tcp", "connection refused"]);
  });

  it("does not follow proxies of the environment", async () => {
    let proxied = 0;
    const proxy: Server = createPlainServer((_req, res) => {
      proxied += 1;
      res.end();
    }).on("connect", (_req, socket) => {
      proxied += 1;
      socket.destroy();
    });
    const port = await listen(proxy);
    for (const name of ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, `http://127.0.0.1:${port}`);
    }
    vi.stubEnv("NO_PROXY", "");
    const at = await server((_req, res) => answer(res, 200, {}));
    await allowedClient(at).json(get());
    expect(proxied).toBe(0);
  });

  it("trusts no CA and follows no proxy that the process was started with", async () => {
    let proxied = 0;
    const proxy = createPlainServer().on("connect", (_req, socket) => {
      proxied += 1;
      socket.destroy();
    });
    const port = await listen(proxy);
    const foreign = issue({ name: "foreign authority", isCa: true });
    const at = await server((_req, res) => answer(res, 200, {}), {
      certificate: issue({ name: "server", hosts: ["127.0.0.1"] }, foreign),
    });
    const folder = await mkdtemp(join(tmpdir(), "gantry-connect-"));
    onEnd(() => rm(folder, { recursive: true }));
    const extra = join(folder, "extra.pem");
    await writeFile(extra, foreign.certPem);
    const script = `
      import { createGuardedClient } from "@/lib/kube/guarded-client";
      import { Secret } from "@/lib/kube/secret";
      const endpoint = { ...${JSON.stringify({ server: at.endpoint.server, caPem: at.endpoint.caPem, contextName: "a" })},
        auth: { kind: "token", token: new Secret("canary-token"), expiresAt: null } };
      const client = createGuardedClient(endpoint, { allowedLoopback: ${JSON.stringify(at.allowed)}, userAgent: "a" });
      const error = await client.json({ method: "GET", path: "/version" }).catch((cause) => cause);
      process.stdout.write([error.kind, error.message].join(": "));
      await client.close();`;
    const { stdout } = await run(
      process.execPath,
      ["--conditions=react-server", "--import", "tsx", "--input-type=module", "--eval", script],
      {
        env: {
          NODE_ENV: "test",
          NODE_EXTRA_CA_CERTS: extra,
          NODE_USE_ENV_PROXY: "1",
          HTTPS_PROXY: `http://127.0.0.1:${port}`,
          NO_PROXY: "",
        },
      },
    );
    expect([stdout, proxied]).toEqual(["tls: the certificate is not signed by the given CA", 0]);
  });

  it.each([301, 302, 303, 307, 308])("does not follow a redirect %i nor lend its token", async (status) => {
    const seen: IncomingMessage[] = [];
    const sink = createPlainServer((req, res) => {
      seen.push(req);
      res.end();
    });
    const port = await listen(sink);
    const at = await server((_req, res) => {
      res.writeHead(status, { location: `http://127.0.0.1:${port}/latest/meta-data` });
      res.end();
    });
    const via = allowedClient(at);
    const got = await failureOf(via.json(get()));
    const posted = await failureOf(
      via.json({ method: "POST", path: "/api/v1/namespaces/a/secrets", body: { kind: "Secret" } }),
    );
    expect([got.kind, posted.kind]).toEqual(["protocol", "protocol"]);
    expect(got.message).not.toContain("127.0.0.1");
    expect(seen).toEqual([]);
  });

  it.each([
    "//evil.example/x",
    "/api/../../x",
    "/api/%2e%2e/x",
    "api",
    "/api?x=1",
    "/api#x",
    "/a b",
    "/a//b",
  ])("refuses the path %s", async (path) => {
    const at = await server((_req, res) => answer(res, 200, {}));
    expect((await failureOf(allowedClient(at).json(get(path)))).kind).toBe("invalid");
    expect(at.connections()).toBe(0);
  });
});

describe("certificates", () => {
  const day = 86_400_000;
  it.each([
    ["another host", { hosts: ["10.0.0.1"] }, authority, "the certificate is for another host"],
    [
      "the past",
      {
        hosts: ["127.0.0.1"],
        notBefore: new Date(Date.now() - 9 * day),
        notAfter: new Date(Date.now() - day),
      },
      authority,
      "the certificate has expired",
    ],
    [
      "the future",
      {
        hosts: ["127.0.0.1"],
        notBefore: new Date(Date.now() + day),
        notAfter: new Date(Date.now() + 9 * day),
      },
      authority,
      "the certificate is not valid yet",
    ],
    ["itself", { hosts: ["127.0.0.1"] }, undefined, "the certificate is not signed by the given CA"],
    [
      "another authority of the same name",
      { hosts: ["127.0.0.1"] },
      issue({ name: authority.name, isCa: true }),
      "the certificate is not signed by the given CA",
    ],
  ])("refuses one of %s before a byte of the request is sent", async (_name, options, issuer, words) => {
    let requests = 0;
    const at = await server(
      (_req, res) => {
        requests += 1;
        answer(res, 200, {});
      },
      { certificate: issue({ name: "server", ...options }, issuer) },
    );
    const error = await failureOf(allowedClient(at).json(get()));
    expect([error.kind, error.message]).toEqual(["tls", words]);
    expect(requests).toBe(0);
  });

  it("checks the name that the kubeconfig gives instead of the host", async () => {
    const certificate = issue({ name: "server", hosts: ["kubernetes.internal"] }, authority);
    const at = await server((_req, res) => answer(res, 200, {}), { certificate });
    const named = { ...at.endpoint, tlsServerName: "kubernetes.internal" };
    await expect(client(named, { allowedLoopback: at.allowed }).json(get())).resolves.toEqual({});
    const other = { ...at.endpoint, tlsServerName: "other.internal" };
    expect((await failureOf(client(other, { allowedLoopback: at.allowed }).json(get()))).kind).toBe("tls");
  });

  it("says when the server does not speak TLS", async () => {
    const plain = createTcpServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const port = await listen(plain);
    const at = await server((_req, res) => answer(res, 200, {}));
    const endpoint = { ...at.endpoint, server: `https://127.0.0.1:${port}` };
    const error = await failureOf(client(endpoint, { allowedLoopback: [`127.0.0.1:${port}`] }).json(get()));
    expect(error.kind).toBe("tls");
  });
});
