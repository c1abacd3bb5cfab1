import "server-only";
import { z } from "zod";
import { KubeError, type KubeErrorKind } from "@/lib/kube/kube-error";

const Coded = z.object({ code: z.string() });
const Nested = z.object({ cause: z.unknown().optional(), errors: z.array(z.unknown()).optional() });

/** Words for the codes of the system, of TLS and of the HTTP client; anything else keeps just its code. */
const WORDS: Readonly<Record<string, readonly [KubeErrorKind, string]>> = {
  ENOTFOUND: ["dns", "no such name"],
  ENODATA: ["dns", "the name has no address"],
  EAI_AGAIN: ["dns", "the name server does not answer"],
  EAI_FAIL: ["dns", "the name server failed"],
  ECONNREFUSED: ["tcp", "connection refused"],
  ECONNRESET: ["tcp", "connection reset"],
  EPIPE: ["tcp", "connection reset"],
  EHOSTUNREACH: ["tcp", "no route to the host"],
  ENETUNREACH: ["tcp", "no route to the network"],
  ETIMEDOUT: ["tcp", "no answer to the connection attempt"],
  UND_ERR_CONNECT_TIMEOUT: ["tcp", "no answer to the connection attempt"],
  UND_ERR_SOCKET: ["tcp", "the connection ended in the middle of an answer"],
  UND_ERR_ABORTED: ["tcp", "the connection was given up"],
  UND_ERR_DESTROYED: ["tcp", "Gantry closed its connections to this region"],
  UND_ERR_CLOSED: ["tcp", "Gantry closed its connections to this region"],
  UND_ERR_HEADERS_OVERFLOW: ["protocol", "the headers are too long"],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ["protocol", "the answer is not as long as it says"],
  Z_DATA_ERROR: ["protocol", "the compressed answer is broken"],
  Z_BUF_ERROR: ["protocol", "the compressed answer ends too early"],
  CERT_HAS_EXPIRED: ["tls", "the certificate has expired"],
  CERT_NOT_YET_VALID: ["tls", "the certificate is not valid yet"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["tls", "the certificate is not signed by the given CA"],
  SELF_SIGNED_CERT_IN_CHAIN: ["tls", "the certificate is not signed by the given CA"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["tls", "the certificate is not signed by the given CA"],
  UNABLE_TO_GET_ISSUER_CERT: ["tls", "the certificate is not signed by the given CA"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["tls", "the certificate is not signed by the given CA"],
  CERT_SIGNATURE_FAILURE: ["tls", "the certificate is not signed by the given CA"],
  INVALID_CA: ["tls", "the given CA may not sign certificates"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["tls", "the certificate is for another host"],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: ["tls", "the server asks for a client certificate"],
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: ["tls", "the server does not know the issuer of the client certificate"],
  ERR_SSL_WRONG_VERSION_NUMBER: ["tls", "the server does not speak TLS"],
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ["tls", "the server does not speak TLS"],
};

function codeOf(error: unknown): string | null {
  const coded = Coded.safeParse(error);
  return coded.success ? coded.data.code : null;
}

/** The causes of an error, outermost first: several addresses of one host fail as one AggregateError. */
function chain(error: unknown): unknown[] {
  const found: unknown[] = [];
  const left = [error];
  while (left.length > 0 && found.length < 16) {
    const next = left.shift();
    if (typeof next !== "object" || next === null) continue;
    found.push(next);
    const nested = Nested.safeParse(next);
    if (!nested.success) continue;
    left.push(...(nested.data.errors ?? []), nested.data.cause);
  }
  return found;
}

function kindOfUnknown(code: string): KubeErrorKind {
  if (/^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_)|^EPROTO$/.test(code)) return "tls";
  if (/^(EAI_|EDNS)/.test(code)) return "dns";
  if (/^(HPE_|Z_|UND_ERR_)/.test(code)) return "protocol";
  return "tcp";
}

const HANDSHAKE_CUT = "before secure TLS connection was established";

/** Any failure of the transport as a KubeError with the layer that failed; a KubeError passes through. */
export function transportError(error: unknown): KubeError {
  const causes = chain(error);
  const ready = causes.find((cause) => cause instanceof KubeError);
  if (ready !== undefined) return ready;
  for (const cause of causes) {
    if (cause instanceof Error && cause.message.includes(HANDSHAKE_CUT)) {
      return new KubeError("tls", "the server cut the TLS handshake", { code: "ECONNRESET" });
    }
    const code = codeOf(cause);
    const words = code === null ? undefined : WORDS[code];
    if (code !== null && words !== undefined) return new KubeError(words[0], words[1], { code });
  }
  const code = causes.map(codeOf).find((each) => each !== null) ?? null;
  if (code === null) return new KubeError("protocol", "the call failed for an unknown cause");
  return new KubeError(kindOfUnknown(code), code, { code });
}
