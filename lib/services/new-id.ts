import "server-only";
import { randomBytes } from "node:crypto";
import { makeId, type Id, type Prefix } from "@/lib/domain/ids";

/** A fresh id of this entity. */
export function newId<P extends Prefix>(prefix: P): Id<P> {
  return makeId(prefix, randomBytes(20));
}
