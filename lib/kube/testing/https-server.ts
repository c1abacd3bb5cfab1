import "server-only";
import type { RequestListener } from "node:http";
import { createServer, type Server } from "node:https";
import type { Socket } from "node:net";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { Secret } from "@/lib/kube/secret";
import { issue, type Issued } from "@/lib/kube/testing/x509";

/** One throw-away authority for all servers of a test file. */
export const authority: Issued = issue({ name: "gantry test authority", isCa: true });

export const TOKEN = "canary-token-7d1f3b";

export interface TestServer {
  port: number;
  endpoint: RegionEndpoint;
  /** The exact pair that the instance would have to allow. */
  allowed: string[];
  /** How many TCP connections were accepted. */
  connections: () => number;
  close: () => Promise<void>;
}

export interface TestServerOptions {
  certificate?: Issued;
  /** A server that asks its clients for a certificate of this authority. */
  clientAuthority?: Issued;
  handler: RequestListener;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/** A real HTTPS server on a free port of 127.0.0.1 that answers as the test wants. */
export async function startServer(options: TestServerOptions): Promise<TestServer> {
  const certificate = options.certificate ?? issue({ name: "server", hosts: ["127.0.0.1"] }, authority);
  const server = createServer(
    {
      cert: certificate.certPem,
      key: certificate.keyPem,
      ...(options.clientAuthority === undefined
        ? {}
        : { requestCert: true, rejectUnauthorized: true, ca: options.clientAuthority.certPem }),
    },
    options.handler,
  );
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const port = await listen(server);
  return {
    port,
    allowed: [`127.0.0.1:${port}`],
    endpoint: {
      server: `https://127.0.0.1:${port}`,
      caPem: authority.certPem,
      contextName: "test",
      auth: { kind: "token", token: new Secret(TOKEN), expiresAt: null },
    },
    connections: () => accepted,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
