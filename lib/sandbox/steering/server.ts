import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { SandboxState } from "@/lib/sandbox/steering/state";
import { type Trouble, TroubleError, TroubleSchema } from "@/lib/sandbox/steering/troubles";

export interface SteeringOptions {
  /** 0 takes a free one. Always on 127.0.0.1. */
  port: number;
  state: () => SandboxState;
  trouble: (trouble: Trouble) => Promise<string>;
}

export interface Steering {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const BODY_MAX = 16_384;

function reply(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" }).end(text);
}

/** Why a request is not served, or null. A page in a browser cannot steer: it always names its origin, or another host. */
function refusal(request: IncomingMessage): string | null {
  const host = request.headers.host ?? "";
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return "Steering answers on loopback only.";
  if (request.headers.origin !== undefined) return "Steering does not answer to pages of a browser.";
  return null;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let size = 0;
  const parts: Uint8Array[] = [];
  for await (const part of request) {
    if (!(part instanceof Uint8Array)) continue;
    size += part.byteLength;
    if (size > BODY_MAX) throw new RangeError("The request is larger than 16 KiB.");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

async function trouble(
  request: IncomingMessage,
  response: ServerResponse,
  options: SteeringOptions,
): Promise<void> {
  if (request.headers["content-type"]?.split(";")[0] !== "application/json") {
    return reply(response, 415, { error: "Send application/json." });
  }
  let asked: unknown;
  try {
    asked = JSON.parse(await readBody(request));
  } catch (error) {
    return reply(response, 400, { error: error instanceof RangeError ? error.message : "That is not JSON." });
  }
  const parsed = TroubleSchema.safeParse(asked);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return reply(response, 400, { error: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}` });
  }
  try {
    reply(response, 200, { done: await options.trouble(parsed.data) });
  } catch (error) {
    if (!(error instanceof TroubleError)) throw error;
    reply(response, error.status, { error: error.message });
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: SteeringOptions,
): Promise<void> {
  const refused = refusal(request);
  if (refused !== null) return reply(response, 403, { error: refused });
  const call = `${request.method} ${request.url?.split("?")[0] ?? ""}`;
  if (call === "GET /state") return reply(response, 200, options.state());
  if (call === "POST /trouble") return trouble(request, response, options);
  reply(response, 404, { error: "There are GET /state and POST /trouble." });
}

/** The steering of a sandbox by HTTP, for the trouble buttons, the small CLI and tests. */
export async function startSteering(options: SteeringOptions): Promise<Steering> {
  const server = createServer((request, response) => {
    handle(request, response, options).catch((error: unknown) => {
      if (!response.headersSent)
        reply(response, 500, { error: error instanceof Error ? error.message : String(error) });
    });
  });
  server.listen(options.port, HOST);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  return {
    port,
    url: `http://${HOST}:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
