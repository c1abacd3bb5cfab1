import "server-only";
import { pipeline, Transform, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { KubeError } from "@/lib/kube/kube-error";

export interface BodyLimits {
  /** The most that is read, after decompression. */
  maxBytes: number;
  /** Told of every piece as it arrives, before decompression. */
  onBytes: (bytes: number) => void;
}

const MIB = 1024 * 1024;
const DEPTH_MAX = 200;

function metered(body: Readable, onBytes: (bytes: number) => void): Readable {
  const meter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      onBytes(chunk.byteLength);
      done(null, chunk);
    },
  });
  return pipeline(body, meter, () => undefined);
}

export type Encoding = "identity" | "gzip";

/** The encoding of an answer; throws KubeError `protocol` for one that was not asked for, before a byte is read. */
export function encodingOf(contentEncoding: string | undefined): Encoding {
  const encoding = (contentEncoding ?? "identity").trim().toLowerCase();
  if (encoding === "identity" || encoding === "gzip") return encoding;
  throw new KubeError("protocol", `an answer in the encoding ${encoding}, which was not asked for`);
}

function decoded(body: Readable, encoding: Encoding, onBytes: (bytes: number) => void): Readable {
  const source = metered(body, onBytes);
  return encoding === "gzip" ? pipeline(source, createGunzip(), () => undefined) : source;
}

/** `32 MiB`, `900 KiB` or `120 bytes`. */
function sizeWords(bytes: number): string {
  if (bytes >= MIB) return `${Math.round(bytes / MIB)} MiB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KiB` : `${bytes} bytes`;
}

/** Yields an answer piece by piece up to its cap; throws KubeError `protocol` at the first byte above it. */
export async function* cappedBody(
  body: Readable,
  encoding: Encoding,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array, void, undefined> {
  let read = 0;
  const pieces: AsyncIterable<Uint8Array> = decoded(body, encoding, limits.onBytes);
  for await (const piece of pieces) {
    read += piece.byteLength;
    if (read > limits.maxBytes) {
      throw new KubeError("protocol", `an answer larger than ${sizeWords(limits.maxBytes)}`);
    }
    yield piece;
  }
}

/** All of a body as one buffer. */
export async function wholeBody(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const held: Uint8Array[] = [];
  for await (const piece of pieces) held.push(piece);
  return Buffer.concat(held);
}

/** At most the first `maxBytes` of an answer that says what went wrong, as text. */
export async function startOfBody(body: Readable, encoding: Encoding, limits: BodyLimits): Promise<string> {
  const held: Uint8Array[] = [];
  let read = 0;
  const pieces: AsyncIterable<Uint8Array> = decoded(body, encoding, limits.onBytes);
  for await (const piece of pieces) {
    held.push(piece);
    read += piece.byteLength;
    if (read >= limits.maxBytes) break;
  }
  return Buffer.concat(held).subarray(0, limits.maxBytes).toString("utf8");
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** How deep the brackets of a JSON text nest: a recursive reader further on must not run out of stack. */
function isTooDeep(text: Buffer): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > DEPTH_MAX) return true;
    } else if (CLOSING.has(byte)) depth -= 1;
  }
  return false;
}

function parse(text: Buffer): unknown {
  if (isTooDeep(text)) throw new KubeError("protocol", "JSON that nests too deep");
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    throw new KubeError("protocol", text.length === 0 ? "an empty answer" : "an answer that is not JSON");
  }
}

/** The JSON object of an answer. Everything of Kubernetes is an object: an array, null or text is refused. */
export function parseJsonObject(text: Buffer): object {
  const value = parse(text);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new KubeError("protocol", "JSON that is not an object");
}
