import "server-only";
import { KubeError } from "@/lib/kube/kube-error";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const SPACE = 0x20;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
/** Inside the list object and its array of items, between two of them. */
const GAP_DEPTH = 2;
const DEPTH_MAX = 200;
const ENVELOPE_MAX = 256 * 1024;
const TAIL = 256;
const BEGINS_ITEMS = /[{,]\s*"items"\s*:\s*\[$/;

/**
 * Takes the items out of the JSON of a Kubernetes list while its bytes arrive: neither the text nor the objects of a
 * whole page are ever held, and the event loop turns between chunks. One pass, O(bytes); holds the item that is being
 * read and the list without its items. Chunks may end anywhere, inside a string or a character too.
 * Throws KubeError `protocol`.
 */
export class ListScanner {
  #place: "envelope" | "gap" | "item" = "envelope";
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  /** Where the bytes of the current place begin in the current chunk. */
  #from = 0;
  #item: Uint8Array[] = [];
  #envelope = Buffer.alloc(0);

  /** The items that this chunk completes, each the bytes of one JSON object; they may be parts of the chunk. */
  push(chunk: Uint8Array): Uint8Array[] {
    const items: Uint8Array[] = [];
    this.#from = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      if (this.#isInString) {
        at = this.#endOfString(chunk, at);
        continue;
      }
      const byte = chunk[at] ?? SPACE;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.#open(chunk, at, byte);
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.#close(chunk, at, items);
      } else if (this.#place === "gap" && byte > SPACE && byte !== COMMA) {
        refuseStray();
      } else if (byte === QUOTE) {
        this.#isInString = true;
      }
    }
    if (this.#place === "item") this.#item.push(chunk.subarray(this.#from));
    if (this.#place === "envelope") this.#keep(chunk.subarray(this.#from));
    return items;
  }

  /** The list without its items, which must have come whole. */
  end(): unknown {
    if (this.#depth !== 0 || this.#isInString) throw new KubeError("protocol", "a list that ends too early");
    try {
      return JSON.parse(this.#envelope.toString());
    } catch {
      const isEmpty = this.#envelope.length === 0;
      throw new KubeError("protocol", isEmpty ? "an empty answer" : "a list that is not JSON");
    }
  }

  /** The place of the quote that ends the string, or the end of the chunk. */
  #endOfString(chunk: Uint8Array, from: number): number {
    let at = this.#isEscaped ? from + 1 : from;
    while (at < chunk.length) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#isInString = false;
        this.#isEscaped = false;
        return at;
      }
      at += byte === BACKSLASH ? 2 : 1;
    }
    this.#isEscaped = at > chunk.length;
    return chunk.length;
  }

  #open(chunk: Uint8Array, at: number, byte: number): void {
    this.#depth += 1;
    if (this.#depth > DEPTH_MAX) throw new KubeError("protocol", "a list that nests too deep");
    if (this.#place === "gap") {
      if (byte !== OPEN_BRACE) refuseStray();
      this.#place = "item";
      this.#from = at;
    } else if (this.#place === "envelope" && this.#depth === GAP_DEPTH && byte === OPEN_BRACKET) {
      this.#keep(chunk.subarray(this.#from, at + 1));
      this.#from = at + 1;
      const tail = this.#envelope.subarray(-TAIL).toString("latin1");
      if (BEGINS_ITEMS.test(tail)) this.#place = "gap";
    }
  }

  #close(chunk: Uint8Array, at: number, items: Uint8Array[]): void {
    this.#depth -= 1;
    if (this.#place === "gap") {
      this.#place = "envelope";
      this.#from = at;
    } else if (this.#place === "item" && this.#depth === GAP_DEPTH) {
      const last = chunk.subarray(this.#from, at + 1);
      items.push(this.#item.length === 0 ? last : Buffer.concat([...this.#item, last]));
      this.#item = [];
      this.#place = "gap";
    }
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#envelope = Buffer.concat([this.#envelope, bytes]);
    if (this.#envelope.length > ENVELOPE_MAX)
      throw new KubeError("protocol", "a list with too much beside its items");
  }
}

function refuseStray(): never {
  throw new KubeError("protocol", "a list whose items are not objects");
}
