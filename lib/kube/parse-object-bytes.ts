import "server-only";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
/**
 * These bytes can only be a key and the begin of its array: inside a string the second quote would be escaped.
 * The API server writes no blanks; where a server does, nothing is cut.
 */
const MANAGED_FIELDS = Buffer.from('"managedFields":[');

/** The place after the bracket that closes the array opened before `from`, or -1 when it is not there. */
function endOfArray(json: Uint8Array, from: number): number {
  let depth = 1;
  let isInString = false;
  for (let at = from; at < json.length; at += 1) {
    const byte = json[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/**
 * The value of the JSON of one Kubernetes object without its managed fields: they are a third of its bytes, nobody
 * reads them, and cutting them first makes the parse a third shorter. Throws SyntaxError when it is no JSON.
 */
export function parseObjectBytes(json: Uint8Array): unknown {
  const text = Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  const key = text.indexOf(MANAGED_FIELDS);
  const from = key + MANAGED_FIELDS.length;
  const to = key === -1 ? -1 : endOfArray(text, from);
  if (to === -1) return JSON.parse(text.toString());
  return JSON.parse(`${text.toString("utf8", 0, from)}${text.toString("utf8", to - 1)}`);
}
