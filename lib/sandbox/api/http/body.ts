import { load } from "js-yaml";
import { z } from "zod";
import { isObject, parseJson, type Json, type JsonObject } from "../json";
import { ApiError, badRequest, notServed } from "../status";
import type { ApiRequest } from "./answer";
import { decodeProtobuf } from "./protobuf";

const PATCHES = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

const PROTOBUF = "application/vnd.kubernetes.protobuf";
const JSON_PATCH = "application/json-patch+json";

export type PatchKind = keyof typeof PATCHES;

const typeOf = ({ headers }: ApiRequest): string =>
  (headers["content-type"] ?? "").split(";")[0]?.trim() ?? "";

function unsupported(accepted: readonly string[]): ApiError {
  const list = accepted.join(", ");
  return new ApiError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${list}`,
  );
}

/** Which patch a request brings. Throws 415. */
export function patchKind(request: ApiRequest, custom: boolean): PatchKind {
  const kinds: PatchKind[] = custom ? ["merge", "apply"] : ["merge", "strategic", "apply"];
  const type = typeOf(request);
  if (type === JSON_PATCH) throw notServed("JSON patches");
  const found = kinds.find((kind) => PATCHES[kind] === type);
  if (found === undefined) throw unsupported([JSON_PATCH, ...kinds.map((kind) => PATCHES[kind])]);
  return found;
}

/** The JSON or YAML of a body. Throws 400 and 415. */
export function bodyOf(request: ApiRequest): Json {
  const type = typeOf(request);
  if (type === PROTOBUF) return decodeProtobuf(request.body);
  const yaml = type === "application/yaml" || type === PATCHES.apply;
  if (!yaml && type !== "" && !/^application\/(json|[a-z-]+\+json)$/.test(type))
    throw unsupported(["application/json", "application/yaml"]);
  const text = request.body.toString();
  try {
    return parseJson(text);
  } catch (error) {
    if (!yaml) throw badRequest(`couldn't get version/kind; json parse error: ${String(error)}`);
  }
  return yamlOf(text);
}

const AnyJson: z.ZodType<Json> = z.json();

function yamlOf(text: string): Json {
  try {
    return AnyJson.parse(load(text));
  } catch (error) {
    throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function objectBody(request: ApiRequest): JsonObject {
  const body = bodyOf(request);
  if (!isObject(body)) throw badRequest("the body is not an object");
  return body;
}
