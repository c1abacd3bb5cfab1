import type { Json, JsonObject } from "./json";

export interface Cause extends JsonObject {
  reason?: string;
  message: string;
  field?: string;
}

interface Details {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: readonly Cause[];
  retryAfterSeconds?: number;
}

/** A refusal in the API server's own words. `body` is the Status object that is sent. */
export class ApiError extends Error {
  readonly body: JsonObject;
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    details?: Details,
    metadata: JsonObject = {},
  ) {
    super(message);
    this.name = "ApiError";
    this.body = failure(code, reason, message, details, metadata);
  }
}

function failure(
  code: number,
  reason: string,
  message: string,
  details: Details | undefined,
  metadata: JsonObject,
): JsonObject {
  const status: JsonObject = {
    kind: "Status",
    apiVersion: "v1",
    metadata,
    status: "Failure",
    message,
  };
  if (reason !== "") status["reason"] = reason;
  if (details !== undefined) status["details"] = { ...details, causes: details.causes?.slice() };
  status["code"] = code;
  return status;
}

/** What is named in a refusal: `pods`, or `vitessclusters.planetscale.com`. */
export interface ResourceName {
  group: string;
  plural: string;
}

export function qualified({ group, plural }: ResourceName): string {
  return group === "" ? plural : `${plural}.${group}`;
}

const named = ({ group, plural }: ResourceName, name: string): Details => ({
  name,
  ...(group === "" ? {} : { group }),
  kind: plural,
});

export function notFound(resource: ResourceName, name: string): ApiError {
  return new ApiError(404, "NotFound", `${qualified(resource)} "${name}" not found`, named(resource, name));
}

/** The answer for a resource that no server knows. */
export function unknownResource(): ApiError {
  return new ApiError(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(resource: ResourceName, name: string): ApiError {
  return new ApiError(
    409,
    "AlreadyExists",
    `${qualified(resource)} "${name}" already exists`,
    named(resource, name),
  );
}

export const OBJECT_MODIFIED =
  "the object has been modified; please apply your changes to the latest version and try again";

export function conflict(resource: ResourceName, name: string, because: string): ApiError {
  return new ApiError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${because}`,
    named(resource, name),
  );
}

export function forbidden(resource: ResourceName, name: string, because: string): ApiError {
  const subject = name === "" ? qualified(resource) : `${qualified(resource)} "${name}"`;
  return new ApiError(403, "Forbidden", `${subject} is forbidden: ${because}`, {
    ...(name === "" ? {} : { name }),
    ...(resource.group === "" ? {} : { group: resource.group }),
    kind: resource.plural,
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, "BadRequest", message);
}

/** One fault of an object. `text` holds all that follows the field's path. */
export interface Fault {
  field: string;
  reason:
    | "FieldValueInvalid"
    | "FieldValueRequired"
    | "FieldValueNotSupported"
    | "FieldValueForbidden"
    | "FieldValueDuplicate"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid"
    | "FieldValueNotFound"
    | "InternalError";
  text: string;
}

export function invalid(
  { group, kind }: { group: string; kind: string },
  name: string,
  faults: readonly Fault[],
): ApiError {
  const texts = [...new Set(faults.map((fault) => `${fault.field}: ${fault.text}`))];
  const summary = texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
  return new ApiError(
    422,
    "Invalid",
    `${group === "" ? kind : `${kind}.${group}`} "${name}" is invalid: ${summary}`,
    {
      ...(name === "" ? {} : { name }),
      ...(group === "" ? {} : { group }),
      kind,
      causes: faults.map(({ field, reason, text }) => ({ reason, message: text, field })),
    },
  );
}

/** `Invalid value: "x": because`, as field errors quote what they refuse. */
export function invalidValue(field: string, value: Json, because: string): Fault {
  return { field, reason: "FieldValueInvalid", text: `Invalid value: ${quoted(value)}: ${because}` };
}

export function quoted(value: Json | undefined): string {
  return JSON.stringify(value) ?? "null";
}

export function expired(message: string, metadata: JsonObject = {}): ApiError {
  return new ApiError(410, "Expired", message, undefined, metadata);
}

export function notServed(message: string): ApiError {
  return new ApiError(501, "NotImplemented", `The simulated API server does not serve this: ${message}.`);
}

/** A success without an object, as a delete answers. */
export function success(details: JsonObject): JsonObject {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}
