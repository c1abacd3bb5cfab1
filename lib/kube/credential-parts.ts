import "server-only";
import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { z } from "zod";
import { refused, took, type Read } from "@/lib/kube/refusals";

const SERVER = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/i;
const SERVER_MAX = 2048;
const DNS_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/** The address of an API server: https, a host in its usual spelling, a port, a path at most. */
export function readServer(text: string): Read<string> {
  const [, scheme = "", authority = "", path = "", query, fragment] = SERVER.exec(text) ?? [];
  if (scheme === "" || text.length > SERVER_MAX)
    return refused("Write an address such as https://10.0.0.5:6443.");
  if (scheme.toLowerCase() !== "https") {
    return refused(`Gantry speaks to API servers by https only, not ${scheme.toLowerCase()}.`);
  }
  if (authority.includes("@")) return refused("A user or password in the address is not taken.");
  if (query !== undefined || fragment !== undefined)
    return refused("An address ends with its path: no ? and no #.");
  if (!URL.canParse(text)) return refused("This is not an address. Write one such as https://10.0.0.5:6443.");
  const url = new URL(text);
  const host = authority.replace(/:\d*$/, "").toLowerCase();
  if (host !== url.hostname) {
    return refused("The host is written in an unusual way. Write its plain name or address.");
  }
  if (path !== "" && path !== url.pathname) return refused("The path is written in an unusual way.");
  return took(`${url.origin}${url.pathname.replace(/\/+$/, "")}`);
}

/** The name of a certificate, for servers that are reached by another one. */
export function readTlsServerName(text: string): Read<string> {
  return DNS_NAME.test(text)
    ? took(text.toLowerCase())
    : refused("This is a DNS name such as kubernetes.default.");
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function fromBase64(text: string): string | null {
  const compact = text.replaceAll(/\s+/g, "");
  return BASE64.test(compact) ? Buffer.from(compact, "base64").toString("utf8") : null;
}

/** PEM as it is, or PEM in base64 as kubeconfigs hold it. */
function pemOf(text: string): string | null {
  return text.includes("-----BEGIN ") ? text : fromBase64(text);
}

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]+-----END \1-----/g;
const CERTIFICATES_MAX = 20;

function certificatesOf(pem: string): X509Certificate[] | null {
  const blocks = [...pem.matchAll(PEM_BLOCK)];
  if (blocks.length === 0 || blocks.length > CERTIFICATES_MAX) return null;
  if (blocks.some(([, label]) => label !== "CERTIFICATE")) return null;
  try {
    return blocks.map(([block]) => new X509Certificate(block));
  } catch {
    return null;
  }
}

const day = (at: Date): string => at.toISOString().slice(0, 10);
/** Rebuilt from what was read, so that nothing else of the text is kept. */
const rebuilt = (certificates: readonly X509Certificate[]): string =>
  certificates.map((certificate) => certificate.toString()).join("");

/** Certificates of the authority that signs the API server's certificate: PEM, or base64 of it. */
export function readCa(text: string, now: number): Read<string> {
  const certificates = certificatesOf(pemOf(text) ?? "");
  if (certificates === null) return refused("This holds no CA certificate in PEM, or base64 of it.");
  const live = certificates.filter((certificate) => certificate.validToDate.getTime() > now);
  if (live.length > 0) return took(rebuilt(live));
  const last = new Date(Math.max(...certificates.map((each) => each.validToDate.getTime())));
  return refused(`The CA certificate has expired on ${day(last)}.`);
}

const Claims = z.object({ exp: z.number().positive().max(253_402_300_799) });

/** When a JWT says that it ends, in epoch milliseconds, unverified; null for other tokens. */
function tokenExpiry(token: string): number | null {
  const parts = token.split(".");
  if (parts.length !== 3) return null;
  try {
    const claims = Claims.safeParse(JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8")));
    return claims.success ? Math.floor(claims.data.exp * 1000) : null;
  } catch {
    return null;
  }
}

const TOKEN = /^[\x21-\x7e]{8,16384}$/;

/** A bearer token and when it ends. */
export function readToken(text: string, now: number): Read<{ token: string; expiresAt: number | null }> {
  if (!TOKEN.test(text))
    return refused("This is not a token: one word of 8 to 16,384 letters, digits and marks.");
  const expiresAt = tokenExpiry(text);
  if (expiresAt !== null && expiresAt <= now) {
    return refused(`This token has expired at ${new Date(expiresAt).toISOString()}. Make a new one.`);
  }
  return took({ token: text, expiresAt });
}

function privateKeyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

function belongs(certificate: X509Certificate, key: KeyObject): boolean {
  try {
    return certificate.checkPrivateKey(key);
  } catch {
    return false;
  }
}

/** A client certificate that is valid now and the key that belongs to it, both PEM or base64 of it. */
export function readClientCertificate(
  certText: string,
  keyText: string,
  now: number,
): Read<{ certPem: string; keyPem: string }> {
  const certificates = certificatesOf(pemOf(certText) ?? "");
  const [leaf] = certificates ?? [];
  if (certificates === null || leaf === undefined) return refused("This holds no client certificate in PEM.");
  const key = privateKeyOf(pemOf(keyText) ?? "");
  if (key === null)
    return refused("The key of the client certificate cannot be read; a key with a passphrase is not taken.");
  if (!belongs(leaf, key)) return refused("The key does not belong to the client certificate.");
  if (leaf.validToDate.getTime() <= now) {
    return refused(`The client certificate has expired on ${day(leaf.validToDate)}. Make a new one.`);
  }
  if (leaf.validFromDate.getTime() > now) {
    return refused(`The client certificate is valid only from ${day(leaf.validFromDate)}.`);
  }
  return took({
    certPem: rebuilt(certificates),
    keyPem: key.export({ type: "pkcs8", format: "pem" }).toString(),
  });
}
