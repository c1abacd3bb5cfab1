import "server-only";
import { createPublicKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIPv4 } from "node:net";

/**
 * Throw-away certificates for tests, in plain DER: Node signs but does not write X.509, and a fresh
 * machine need not have the openssl program.
 */
export interface Issued {
  certPem: string;
  keyPem: string;
  key: KeyObject;
  name: string;
}

export interface IssueOptions {
  name: string;
  /** DNS names and IPv4 addresses. */
  hosts?: readonly string[];
  isCa?: boolean;
  notBefore?: Date;
  notAfter?: Date;
}

function der(tag: number, ...parts: (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length: number[] = [];
  for (let left = body.length; left > 0; left >>= 8) length.unshift(left & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), body]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const utf8 = (text: string): Buffer => der(0x0c, Buffer.from(text, "utf8"));
const octets = (bytes: Uint8Array): Buffer => der(0x04, bytes);
const TRUE = der(0x01, [0xff]);

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return der(0x06, bytes);
}

const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
const nameOf = (common: string): Buffer => sequence(der(0x31, sequence(oid("2.5.4.3"), utf8(common))));
const time = (at: Date): Buffer =>
  der(0x18, Buffer.from(at.toISOString().replaceAll(/[-:T]|\.\d+/g, ""), "latin1"));

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host) ? der(0x87, host.split(".").map(Number)) : der(0x82, Buffer.from(host, "latin1")),
  );
  return sequence(oid("2.5.29.17"), octets(sequence(...names)));
}

function extensions(options: IssueOptions): Buffer {
  const basic = sequence(oid("2.5.29.19"), TRUE, octets(sequence(...(options.isCa === true ? [TRUE] : []))));
  const hosts = options.hosts ?? [];
  return der(0xa3, sequence(basic, ...(hosts.length === 0 ? [] : [alternativeNames(hosts)])));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** Issues a certificate with a new P-256 key, signed by `issuer` or by itself. */
export function issue(options: IssueOptions, issuer?: Issued): Issued {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  const serial = randomBytes(8);
  serial[0] = 0x11;
  const body = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, serial),
    ECDSA_SHA256,
    nameOf(issuer?.name ?? options.name),
    sequence(
      time(options.notBefore ?? new Date(Date.now() - 3_600_000)),
      time(options.notAfter ?? new Date(Date.now() + 86_400_000)),
    ),
    nameOf(options.name),
    publicKey,
    extensions(options),
  );
  const signature = sign("sha256", body, issuer?.key ?? privateKey);
  return {
    certPem: pem(sequence(body, ECDSA_SHA256, der(0x03, [0], signature))),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    key: privateKey,
    name: options.name,
  };
}
