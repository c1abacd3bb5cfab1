import "server-only";
import type { IncomingMessage } from "node:http";
import type { KubeClient } from "@/lib/kube/client";
import { allowedClient, answer, failureStatus, server } from "@/lib/kube/testing/calls";

export interface Seen {
  method: string;
  path: string;
  query: Record<string, string>;
  type: string;
  body: unknown;
}

interface Reply {
  status?: number;
  body: unknown;
}

/** What a server answers, by `METHOD /path`; a function sees the request. */
export type Routes = Readonly<Record<string, Reply | ((seen: Seen) => Reply)>>;

function read(req: IncomingMessage, done: (seen: Seen) => void): void {
  let text = "";
  req.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  req.on("end", () => {
    const url = new URL(req.url ?? "/", "https://server");
    done({
      method: req.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      type: req.headers["content-type"] ?? "",
      body: text === "" ? null : JSON.parse(text),
    });
  });
}

/** An HTTPS server with these routes, a client of it, and what it saw. Anything else is NotFound. */
export async function clientOf(routes: Routes): Promise<{ client: KubeClient; seen: Seen[] }> {
  const seen: Seen[] = [];
  const at = await server((req, res) => {
    read(req, (request) => {
      seen.push(request);
      const route = routes[`${request.method} ${request.path}`];
      const missing = { status: 404, body: failureStatus(404, "NotFound", "not found") };
      const reply = typeof route === "function" ? route(request) : (route ?? missing);
      answer(res, reply.status ?? 200, reply.body);
    });
  });
  return { client: allowedClient(at), seen };
}
