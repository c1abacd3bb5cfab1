import { authorize, rulesOf, type Attributes } from "../auth/rbac";
import { at, isObject, objectAt, textAt, textsAt, type JsonObject } from "../json";
import { timestamp } from "../object";
import type { Server } from "../server-context";
import { reply, type Answer, type ApiRequest } from "./answer";
import { objectBody } from "./body";

/** `SelfSubjectAccessReview`, `SelfSubjectRulesReview`, `SelfSubjectReview`: what one may, and who one is. */
export function serveReview(server: Server, plural: string, request: ApiRequest): Answer {
  const body = objectBody(request);
  switch (plural) {
    case "selfsubjectaccessreviews":
      return reply(201, accessReview(server, body, request));
    case "selfsubjectrulesreviews":
      return reply(201, rulesReview(server, body, request));
    default:
      return reply(201, whoAmI(server, request));
  }
}

function accessReview({ store }: Server, body: JsonObject, { user }: ApiRequest): JsonObject {
  const spec = objectAt(body, "spec");
  const { allowed, reason } = authorize(store, user, askedBy(spec));
  return {
    kind: "SelfSubjectAccessReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec,
    status: { allowed, ...(reason === "" ? {} : { reason }) },
  };
}

function askedBy(spec: JsonObject): Attributes {
  const resource = objectAt(spec, "resourceAttributes");
  const text = (name: string): string => textAt(resource, name) ?? "";
  const asked: Attributes = {
    verb: text("verb"),
    group: text("group"),
    resource: text("resource"),
    subresource: text("subresource"),
    namespace: text("namespace"),
    name: text("name"),
  };
  const path = at(spec, "nonResourceAttributes");
  if (!isObject(path)) return asked;
  return { ...asked, verb: textAt(path, "verb") ?? "", path: textAt(path, "path") ?? "" };
}

function rulesReview({ store }: Server, body: JsonObject, { user }: ApiRequest): JsonObject {
  const spec = objectAt(body, "spec");
  const { rules, errors } = rulesOf(store, user, textAt(spec, "namespace") ?? "");
  const all = user.groups.includes("system:masters") ? [...rules, ...EVERYTHING] : rules;
  return {
    kind: "SelfSubjectRulesReview",
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec: {},
    status: {
      resourceRules: all.filter((rule) => textsAt(rule, "apiGroups").length > 0),
      nonResourceRules: all.filter((rule) => textsAt(rule, "nonResourceURLs").length > 0),
      incomplete: errors.length > 0,
      ...(errors.length === 0 ? {} : { evaluationError: errors.join(", ") }),
    },
  };
}

const EVERYTHING: JsonObject[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
  { verbs: ["*"], nonResourceURLs: ["*"] },
];

function whoAmI({ now }: Server, { user }: ApiRequest): JsonObject {
  return {
    kind: "SelfSubjectReview",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { creationTimestamp: timestamp(now()) },
    status: {
      userInfo: {
        username: user.name,
        ...(user.uid === undefined ? {} : { uid: user.uid }),
        groups: [...user.groups],
      },
    },
  };
}
