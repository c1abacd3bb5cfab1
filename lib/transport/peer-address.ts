import "server-only";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { IncomingMessage } from "node:http";

/** Who opened the connection; whatever a client sent under this name is overwritten before Next sees the request. */
const PEER = "x-gantry-peer";
const STARTED = "http.server.request.start";
const ADDRESS_MAX = 64;

function stamp(message: unknown): void {
  const request =
    typeof message === "object" && message !== null && "request" in message ? message.request : null;
  if (request instanceof IncomingMessage) request.headers[PEER] = request.socket.remoteAddress ?? "unknown";
}

/** From here on every request of this process carries the address of its peer. Answers how to stop it. */
export function stampPeers(): () => void {
  subscribe(STARTED, stamp);
  return () => unsubscribe(STARTED, stamp);
}

/**
 * The address that a caller is counted by: the peer of the connection, or what the outermost of `trustedProxies` wrote
 * into X-Forwarded-For. What stands left of that a client may have written itself.
 */
export function callerAddress(
  header: (name: string) => string | null | undefined,
  trustedProxies: number,
): string {
  const peer = header(PEER) ?? "unknown";
  const hops = (header("x-forwarded-for") ?? "").split(",").map((hop) => hop.trim());
  const told = trustedProxies === 0 ? undefined : hops.at(-trustedProxies);
  return (told === undefined || told === "" ? peer : told).slice(0, ADDRESS_MAX);
}
