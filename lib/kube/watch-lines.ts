import "server-only";
import { KubeError } from "@/lib/kube/kube-error";
import { parseObjectBytes } from "@/lib/kube/parse-object-bytes";
import { errorOfStatus } from "@/lib/kube/status-error";
import { fieldsOf } from "@/lib/kube/read-value";

export type WatchEvent =
  | { kind: "put"; object: unknown }
  | { kind: "deleted"; object: unknown }
  | { kind: "bookmark"; resourceVersion: string }
  /** A line that is well formed but says nothing that Gantry knows. */
  | { kind: "unknown" };

const NEWLINE = 10;

/**
 * Splits a watch body into lines. A last line without its end is dropped: the connection was cut inside it, and the
 * watch resumes before it. Holds one line, never more than `lineBytesMax`; O(bytes).
 * Throws a KubeError (protocol) at a longer line: the kind must then be listed again.
 */
export async function* splitLines(
  body: AsyncIterable<Uint8Array>,
  lineBytesMax: number,
): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    let from = 0;
    for (let to = chunk.indexOf(NEWLINE); ; to = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, to === -1 ? chunk.length : to);
      bytes += piece.length;
      if (bytes > lineBytesMax) {
        throw new KubeError("protocol", `one watch event is longer than ${lineBytesMax} bytes`);
      }
      if (piece.length > 0) parts.push(piece);
      if (to === -1) break;
      if (bytes > 0) yield Buffer.concat(parts, bytes);
      parts = [];
      bytes = 0;
      from = to + 1;
    }
  }
}

/** In Gantry's own words: who ends a watch might repeat our credential in its message, and nothing here could hide it. */
function errorOfEvent(object: unknown): KubeError {
  const told = errorOfStatus(object);
  if (told === null) return new KubeError("protocol", "a watch error without a Status");
  const isTooLarge = told.causes.some((cause) => cause.reason === "ResourceVersionTooLarge");
  return new KubeError(told.kind, `the watch was ended with ${told.status ?? 0}`, {
    ...(told.status === null ? {} : { status: told.status }),
    ...(told.retryAfterMs === null ? {} : { retryAfterMs: told.retryAfterMs }),
    causes: isTooLarge ? [{ reason: "ResourceVersionTooLarge", field: null, message: "" }] : [],
  });
}

/**
 * One line of a watch as an event. An ERROR event (410 arrives inside a 200 stream) and a line that is no JSON are
 * thrown as KubeErrors; everything else is returned, the object unread.
 */
export function parseWatchLine(line: Buffer): WatchEvent {
  let parsed: unknown;
  try {
    parsed = parseObjectBytes(line);
  } catch {
    throw new KubeError("protocol", "a watch event that is not JSON");
  }
  const { type, object } = fieldsOf(parsed);
  if (type === "ADDED" || type === "MODIFIED") return { kind: "put", object };
  if (type === "DELETED") return { kind: "deleted", object };
  if (type === "ERROR") throw errorOfEvent(object);
  const { resourceVersion } = fieldsOf(fieldsOf(object)["metadata"]);
  const isPlace = typeof resourceVersion === "string" && /^[!-~]{1,128}$/.test(resourceVersion);
  return type === "BOOKMARK" && isPlace ? { kind: "bookmark", resourceVersion } : { kind: "unknown" };
}
