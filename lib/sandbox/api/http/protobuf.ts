import { objectAt, textAt, type Json, type JsonObject } from "../json";
import { notServed } from "../status";

/** Fields by their numbers: `name`, then its type; a list of strings ends in `[]`. */
type Message = Readonly<Record<number, readonly [name: string, type: string]>>;

const review = (spec: string): Message => ({ 1: ["metadata", "ObjectMeta"], 2: ["spec", spec] });

/** The few messages that kubectl's typed calls send: create namespace and token, drain, auth can-i. */
const MESSAGES: Readonly<Record<string, Message>> = {
  Unknown: { 1: ["typeMeta", "TypeMeta"], 2: ["raw", "bytes"] },
  TypeMeta: { 1: ["apiVersion", "string"], 2: ["kind", "string"] },
  ObjectMeta: {
    1: ["name", "string"],
    2: ["generateName", "string"],
    3: ["namespace", "string"],
    11: ["labels", "map"],
    12: ["annotations", "map"],
  },
  DeleteOptions: {
    1: ["gracePeriodSeconds", "int"],
    2: ["preconditions", "Preconditions"],
    4: ["propagationPolicy", "string"],
    5: ["dryRun", "string[]"],
  },
  Preconditions: { 1: ["uid", "string"], 2: ["resourceVersion", "string"] },
  Eviction: { 1: ["metadata", "ObjectMeta"], 2: ["deleteOptions", "DeleteOptions"] },
  Namespace: { 1: ["metadata", "ObjectMeta"] },
  SelfSubjectReview: { 1: ["metadata", "ObjectMeta"] },
  SelfSubjectAccessReview: review("AccessSpec"),
  SelfSubjectRulesReview: review("RulesSpec"),
  TokenRequest: review("TokenSpec"),
  AccessSpec: {
    1: ["resourceAttributes", "ResourceAttributes"],
    2: ["nonResourceAttributes", "PathAttributes"],
  },
  ResourceAttributes: {
    1: ["namespace", "string"],
    2: ["verb", "string"],
    3: ["group", "string"],
    4: ["version", "string"],
    5: ["resource", "string"],
    6: ["subresource", "string"],
    7: ["name", "string"],
  },
  PathAttributes: { 1: ["path", "string"], 2: ["verb", "string"] },
  RulesSpec: { 1: ["namespace", "string"] },
  TokenSpec: { 1: ["audiences", "string[]"], 4: ["expirationSeconds", "int"] },
  Entry: { 1: ["key", "string"], 2: ["value", "string"] },
};

class Reader {
  #at = 0;
  constructor(readonly bytes: Buffer) {}

  get done(): boolean {
    return this.#at >= this.bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes.readUInt8(this.#at);
      this.#at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  field(): Buffer {
    const size = this.varint();
    this.#at += size;
    return this.bytes.subarray(this.#at - size, this.#at);
  }
}

function decodeMessage(name: string, bytes: Buffer): JsonObject {
  const message = MESSAGES[name] ?? {};
  const reader = new Reader(bytes);
  const object: JsonObject = {};
  while (!reader.done) {
    const tag = reader.varint();
    const wire = tag & 7;
    if (wire !== 0 && wire !== 2) throw notServed(`a protobuf field of wire type ${wire}`);
    const raw = wire === 0 ? reader.varint() : reader.field();
    const [field, type] = message[tag >> 3] ?? [];
    if (field !== undefined && type !== undefined) put(object, field, type, raw);
  }
  return object;
}

function put(object: JsonObject, field: string, type: string, raw: number | Buffer): void {
  if (typeof raw === "number") object[field] = raw;
  else if (type === "string") {
    if (raw.length > 0) object[field] = raw.toString();
  } else if (type === "string[]") {
    const list: Json = object[field] ?? [];
    object[field] = [...(Array.isArray(list) ? list : []), raw.toString()];
  } else if (type === "map") {
    const { key, value } = decodeMessage("Entry", raw);
    if (typeof key === "string") object[field] = { ...objectAt(object, field), [key]: value ?? "" };
  } else if (type === "bytes") object[field] = raw.toString("base64");
  else object[field] = decodeMessage(type, raw);
}

const MAGIC = Buffer.from("k8s\0");

/** Reads the protobuf form of a Kubernetes object. Throws 501 for a kind that is not in the table here. */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, 4).equals(MAGIC)) throw notServed("a protobuf body without its prefix");
  const { typeMeta, raw } = decodeMessage("Unknown", body.subarray(4));
  const meta = objectAt(typeMeta);
  const kind = textAt(meta, "kind") ?? "";
  if (MESSAGES[kind] === undefined) throw notServed(`the protobuf form of ${kind}`);
  return { ...meta, ...decodeMessage(kind, Buffer.from(typeof raw === "string" ? raw : "", "base64")) };
}
