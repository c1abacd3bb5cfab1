/** Ids say what they are: a prefix per entity and 20 characters of lower-case base 36. */
export type Prefix = "org" | "usr" | "reg" | "db" | "op" | "aud" | "ses" | "fnd";
export type Id<P extends Prefix> = `${P}_${string}`;
export type OrganizationId = Id<"org">;
export type UserId = Id<"usr">;
export type OperationId = Id<"op">;

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

/**
 * Builds an id from random bytes that the caller brings (20 of them; the domain has no source of chance).
 * A byte is folded onto 36 letters; 20 letters carry about 100 bits.
 */
export function makeId<P extends Prefix>(prefix: P, random: Uint8Array): Id<P> {
  if (random.length < 20) throw new RangeError("makeId needs 20 random bytes");
  let text = "";
  for (const byte of random.subarray(0, 20)) text += ALPHABET.charAt(byte % 36);
  return `${prefix}_${text}`;
}

/** True when the text has the shape of an id of this entity. */
export function isId<P extends Prefix>(prefix: P, text: unknown): text is Id<P> {
  return typeof text === "string" && new RegExp(`^${prefix}_[0-9a-z]{20}$`).test(text);
}
