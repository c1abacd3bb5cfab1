import type { Served } from "../catalog";
import type { JsonObject } from "../json";
import type { ApiObject } from "../object";
import type { ApiError, Fault } from "../status";
import type { Store } from "../store";
import type { User } from "../user";

/** What a kind's rules may look at. */
export interface Surroundings {
  store: Store;
  served: Served;
  user: User;
  now: number;
  warn: (message: string) => void;
}

/** A kind's own rules; each part is optional. Admission and filling throw ApiError. */
export interface Strategy {
  /** Completes a new object: defaults, admission, the first status. */
  create?(object: ApiObject, around: Surroundings): ApiObject;
  /** Completes a changed object; called for the object itself, not for its status. */
  update?(object: ApiObject, old: ApiObject, around: Surroundings): ApiObject;
  /** `old` is undefined for a new object. */
  validate?(object: ApiObject, old: ApiObject | undefined, around: Surroundings): Fault[];
  /** The grace before removal when the request names none; 0 removes at once. */
  grace?(object: ApiObject, asked: number | undefined): number;
  /** Before deletion starts; throws ApiError to refuse. */
  admitDelete?(object: ApiObject, tools: { refuse: (because: string) => ApiError }): void;
}

/** `object` with defaults laid under one of its fields: what is there stays. */
export function under(object: JsonObject, defaults: JsonObject): JsonObject {
  const filled: JsonObject = { ...object };
  for (const [key, value] of Object.entries(defaults)) filled[key] ??= value;
  return filled;
}
