import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type KeyObject,
} from "node:crypto";

/** A certificate authority and one server certificate for loopback, in PEM. */
export interface ServingCertificates {
  caPem: string;
  certPem: string;
  keyPem: string;
}

/** One DER element: its tag, its length, its content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  if (size < 128) return Buffer.concat([Buffer.from([tag, size]), content]);
  const length = size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const bits = (content: Buffer, unused = 0): Buffer => der(0x03, Buffer.from([unused]), content);
const octets = (content: Buffer): Buffer => der(0x04, content);
const yes = der(0x01, Buffer.from([0xff]));

const COMMON_NAME = oid("550403");
const ECDSA_SHA256 = sequence(oid("2a8648ce3d040302"));
const SUBJECT_KEY_ID = "551d0e";
const KEY_USAGE = "551d0f";
const ALTERNATIVE_NAMES = "551d11";
const BASIC_CONSTRAINTS = "551d13";
const AUTHORITY_KEY_ID = "551d23";
const EXTENDED_USAGE = "551d25";
const SERVER_AUTH = oid("2b06010505070301");

const nameOf = (text: string): Buffer =>
  sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(text)))));

const utcTime = (ms: number): Buffer =>
  der(
    0x17,
    Buffer.from(
      new Date(ms)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/g, "")
        .slice(2),
    ),
  );

const extension = (id: string, content: Buffer, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(content));

const keyInfo = (key: KeyObject): Buffer => createPublicKey(key).export({ type: "spki", format: "der" });
const keyId = (key: KeyObject): Buffer => createHash("sha1").update(keyInfo(key)).digest();

interface Certificate {
  subject: string;
  issuer: string;
  key: KeyObject;
  issuerKey: KeyObject;
  now: number;
  extensions: readonly Buffer[];
}

const DAY_MS = 86_400_000;

function certificate({ subject, issuer, key, issuerKey, now, extensions }: Certificate): string {
  const serial = randomBytes(16);
  serial[0] = (serial.readUInt8(0) & 0x3f) | 0x40;
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ECDSA_SHA256,
    nameOf(issuer),
    sequence(utcTime(now - DAY_MS), utcTime(now + 3650 * DAY_MS)),
    nameOf(subject),
    keyInfo(key),
    der(0xa3, sequence(...extensions)),
  );
  const whole = sequence(body, ECDSA_SHA256, bits(sign("sha256", body, issuerKey)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const CA_NAME = "gantry-sandbox-ca";

/** Makes a CA and a server certificate for 127.0.0.1, ::1 and the given IPv4 host. (node:crypto signs no X.509.) */
export function makeCertificates(host: string, now: number): ServingCertificates {
  const ca = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const addresses = [...new Set(["127.0.0.1", host])]
    .filter((address) => /^\d+(\.\d+){3}$/.test(address))
    .map((address) => der(0x87, Buffer.from(address.split(".").map(Number))));
  const names = ["localhost", "kubernetes.default.svc"].map((name) => der(0x82, Buffer.from(name)));
  const caPem = certificate({
    subject: CA_NAME,
    issuer: CA_NAME,
    key: ca,
    issuerKey: ca,
    now,
    extensions: [
      extension(BASIC_CONSTRAINTS, sequence(yes), true),
      extension(KEY_USAGE, bits(Buffer.from([0x06]), 1), true),
      extension(SUBJECT_KEY_ID, octets(keyId(ca))),
    ],
  });
  const certPem = certificate({
    subject: "kube-apiserver",
    issuer: CA_NAME,
    key: server,
    issuerKey: ca,
    now,
    extensions: [
      extension(KEY_USAGE, bits(Buffer.from([0x80]), 7), true),
      extension(EXTENDED_USAGE, sequence(SERVER_AUTH)),
      extension(AUTHORITY_KEY_ID, sequence(der(0x80, keyId(ca)))),
      extension(ALTERNATIVE_NAMES, sequence(...addresses, ...names)),
    ],
  });
  const keyPem = server.export({ type: "pkcs8", format: "pem" }).toString();
  return { caPem, certPem, keyPem };
}
