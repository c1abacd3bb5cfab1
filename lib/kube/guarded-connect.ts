import "server-only";
import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import { hostPort, refuseTarget, type AddressRefusal, type Target } from "@/lib/kube/address-policy";
import { KubeError } from "@/lib/kube/kube-error";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";

/** Every address of a name, as the system resolves it. */
export type ResolveName = (
  hostname: string,
  answer: (error: NodeJS.ErrnoException | null, addresses?: LookupAddress[]) => void,
) => void;

export interface ConnectOptions {
  /** Exact host:port pairs that may be loopback or link-local. */
  allowedLoopback: readonly string[];
  resolve?: ResolveName;
}

const CONNECT_TIMEOUT_MS = 5000;
const KEEP_ALIVE_PROBE_MS = 15_000;
const HTTPS_PORT = 443;

const resolveBySystem: ResolveName = (hostname, answer) => {
  systemLookup(hostname, { all: true, verbatim: true }, answer);
};

/** The host and port that the region's address spells; brackets of IPv6 are left off. */
export function targetOf(server: string): Target {
  const url = new URL(server);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? HTTPS_PORT : Number(url.port),
  };
}

/** The resolver speaks in errors of Node, so the refusal travels as the cause of one. */
const wrapped = (error: KubeError): Error => new Error(error.message, { cause: error });

function refused(target: Target, refusal: AddressRefusal): KubeError {
  const subject = isIP(target.host) === 0 ? `${target.host} resolves to` : `${target.host} is`;
  const way = refusal.exemptible
    ? `; the setting GANTRY_ALLOWED_LOOPBACK can allow exactly ${hostPort(target)}`
    : "";
  return new KubeError("address", `${subject} ${refusal.why}${way}`);
}

/** One bad answer spoils the name: a mixed answer is how rebinding begins. */
function guardedLookup(target: Target, options: ConnectOptions): LookupFunction {
  const resolve = options.resolve ?? resolveBySystem;
  return (hostname, wanted, answer) => {
    resolve(hostname, (error, addresses = []) => {
      const [first] = addresses;
      if (error !== null || first === undefined) {
        answer(error ?? wrapped(new KubeError("dns", "the name has no address")), [], 0);
        return;
      }
      for (const { address } of addresses) {
        const refusal = refuseTarget(target, address, options.allowedLoopback);
        if (refusal !== null) {
          answer(wrapped(refused(target, refusal)), [], 0);
          return;
        }
      }
      if (wanted.all === true) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
}

/** What a TLS connection to the region presents and trusts: the given CA alone, never the system's. */
function tlsOf(endpoint: RegionEndpoint): { ca: string; cert?: string; key?: string } {
  if (endpoint.auth.kind === "token") return { ca: endpoint.caPem };
  return { ca: endpoint.caPem, cert: endpoint.auth.certPem, key: endpoint.auth.keyPem.reveal() };
}

/**
 * Connects to one region only: the address policy sees the literal address, every DNS answer and the
 * address that was really reached. The first request byte is sent after all of them passed.
 */
export function guardedConnector(
  endpoint: RegionEndpoint,
  options: ConnectOptions,
): buildConnector.connector {
  const target = targetOf(endpoint.server);
  const connect = buildConnector({
    ...tlsOf(endpoint),
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    lookup: guardedLookup(target, options),
    allowH2: false,
    maxCachedSessions: 0,
    timeout: CONNECT_TIMEOUT_MS,
    keepAliveInitialDelay: KEEP_ALIVE_PROBE_MS,
  });
  const check = (address: string): KubeError | null => {
    const refusal = refuseTarget(target, address, options.allowedLoopback);
    return refusal === null ? null : refused(target, refusal);
  };
  return (wanted, done) => {
    const literal = isIP(wanted.hostname) === 0 ? null : check(wanted.hostname);
    if (literal !== null) {
      done(literal, null);
      return;
    }
    const servername = endpoint.tlsServerName ?? wanted.servername;
    connect({ ...wanted, ...(servername === undefined ? {} : { servername }) }, (...reached) => {
      if (reached[0] !== null) {
        done(reached[0], null);
        return;
      }
      const [, socket] = reached;
      const address = socket.remoteAddress;
      const late = address === undefined ? new KubeError("tcp", "connection reset") : check(address);
      if (late === null) done(null, socket);
      else {
        socket.destroy();
        done(late, null);
      }
    });
  };
}
