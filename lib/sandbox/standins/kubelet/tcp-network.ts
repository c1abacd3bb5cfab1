import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request } from "undici";
import { type PodHandler, type PodNetwork, PodUnreachableError } from "@/lib/sandbox/pod-network";

async function reply(
  handler: PodHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
  try {
    const answer = await handler({ method: incoming.method ?? "GET", path: incoming.url ?? "/", headers });
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  } catch (error) {
    outgoing.writeHead(500, { "content-type": "text/plain" }).end(String(error));
  }
}

/**
 * Pods on real addresses: each port of a pod is a listener of this process. For network namespaces in which
 * `ip route add local 10.244.0.0/16 dev lo` was said.
 */
export function createTcpPodNetwork(onProblem: (problem: unknown) => void): PodNetwork {
  const servers = new Map<string, Server>();

  function end(address: string, server: Server): void {
    if (servers.get(address) === server) servers.delete(address);
    server.close();
    server.closeAllConnections();
  }

  return {
    serve(ip, port, handler) {
      const address = `${ip}:${port}`;
      const before = servers.get(address);
      if (before !== undefined) end(address, before);
      const server = createServer((incoming, outgoing) => void reply(handler, incoming, outgoing));
      server.on("error", onProblem);
      server.listen({ host: ip, port });
      servers.set(address, server);
      return () => end(address, server);
    },
    async request(ip, port, { method, path, headers }) {
      try {
        const answer = await request(`http://${ip}:${port}${path}`, {
          method: method === "HEAD" ? "HEAD" : "GET",
          headers: { ...headers },
        });
        const body = new Uint8Array(await answer.body.arrayBuffer());
        const contentType = answer.headers["content-type"];
        return {
          status: answer.statusCode,
          headers: typeof contentType === "string" ? { "content-type": contentType } : {},
          body,
        };
      } catch (error) {
        throw Object.assign(new PodUnreachableError(ip, port), { cause: error });
      }
    },
  };
}
