import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { makeCertificates } from "@/lib/sandbox/api/auth/certificates";
import { type KubeletLogs, type LogOptions, LogsRefusedError } from "@/lib/sandbox/kubelet-logs";
import type { NodeShape } from "@/lib/sandbox/standins/kubelet/node";

/** The kubelets' own port, which a real API server dials for `kubectl logs`. */
const KUBELET_PORT = 10_250;

const count = (text: string | null): number | undefined => (text === null ? undefined : Number(text));

function optionsOf(container: string, query: URLSearchParams): LogOptions {
  const [tailLines, sinceSeconds, limitBytes] = ["tailLines", "sinceSeconds", "limitBytes"].map((name) =>
    count(query.get(name)),
  );
  return {
    container,
    follow: query.get("follow") === "true",
    previous: query.get("previous") === "true",
    timestamps: query.get("timestamps") === "true",
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

async function serveLogs(
  node: string,
  logs: KubeletLogs,
  uidOf: (key: string) => string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "https://kubelet");
  const [, route, namespace = "", pod = "", container = ""] = url.pathname.split("/").map(decodeURIComponent);
  const uid = uidOf(`${namespace}/${pod}`);
  if (route !== "containerLogs" || uid === undefined) {
    response.writeHead(404, { "content-type": "text/plain" }).end(`pod "${pod}" not found\n`);
    return;
  }
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  try {
    const text = await logs(
      { node, namespace, pod, uid },
      optionsOf(container, url.searchParams),
      gone.signal,
    );
    response.writeHead(200, { "content-type": "text/plain", "transfer-encoding": "chunked" });
    for await (const part of text) response.write(part);
    response.end();
  } catch (error) {
    const refused = error instanceof LogsRefusedError;
    response.writeHead(refused ? 400 : 500, { "content-type": "text/plain" });
    response.end(error instanceof Error ? error.message : String(error));
  }
}

/**
 * The HTTPS port of each node, as far as logs go. Needs addresses on which this process may listen (a network of its
 * own); whoever reaches them may read logs, so it is for such networks only. The answer closes them.
 */
export async function startKubeletServers(
  nodes: readonly NodeShape[],
  logs: KubeletLogs,
  uidOf: (key: string) => string | undefined,
): Promise<() => Promise<void>> {
  const servers: Server[] = [];
  for (const { name, ip } of nodes) {
    const { certPem, keyPem } = makeCertificates(ip, Date.now());
    const server = createServer({ cert: certPem, key: keyPem }, (request, response) => {
      void serveLogs(name, logs, uidOf, request, response);
    });
    server.listen(KUBELET_PORT, ip);
    await once(server, "listening");
    servers.push(server);
  }
  return async () => {
    for (const server of servers) {
      server.close();
      server.closeAllConnections();
    }
  };
}
