import { mapAt, objectsAt, textAt, textsAt, isObject, at, type Json } from "./json";
import type { ApiObject } from "./object";
import { badRequest } from "./status";

interface Requirement {
  key: string;
  operator: "in" | "notin" | "exists" | "absent" | "gt" | "lt";
  values: readonly string[];
}

export type Predicate = (object: ApiObject) => boolean;

/** Splits at the commas that are not inside parentheses. */
function terms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "");
}

function requirement(term: string): Requirement {
  const set = term.match(/^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/);
  if (set !== null) {
    const values = (set[3] ?? "").split(",").map((value) => value.trim());
    return { key: set[1] ?? "", operator: set[2] === "in" ? "in" : "notin", values };
  }
  const compared = term.match(/^([^\s=!<>]+)\s*(==|=|!=|<|>)\s*([^\s=!<>]*)$/);
  if (compared !== null) {
    const operators = { "=": "in", "==": "in", "!=": "notin", ">": "gt", "<": "lt" } as const;
    const symbol = compared[2];
    const operator = symbol === ">" || symbol === "<" || symbol === "!=" ? operators[symbol] : "in";
    return { key: compared[1] ?? "", operator, values: [compared[3] ?? ""] };
  }
  const key = term.match(/^(!?)\s*([^\s=!<>()]+)$/);
  if (key !== null) return { key: key[2] ?? "", operator: key[1] === "!" ? "absent" : "exists", values: [] };
  const stray = term.split(/\s+/)[1] ?? "";
  throw badRequest(`unable to parse requirement: found '${stray}', expected: in, notin, =, ==, !=, gt, lt`);
}

function holds({ key, operator, values }: Requirement, labels: Record<string, string>): boolean {
  const value = labels[key];
  switch (operator) {
    case "exists":
      return value !== undefined;
    case "absent":
      return value === undefined;
    case "in":
      return value !== undefined && values.includes(value);
    case "notin":
      return value === undefined || !values.includes(value);
    case "gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "lt":
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

/** The predicate of a `labelSelector` parameter. Throws 400 for text that is no selector. */
export function labelPredicate(text: string): Predicate {
  const requirements = terms(text).map(requirement);
  return (object) => {
    const labels = mapAt(object, "metadata", "labels");
    return requirements.every((each) => holds(each, labels));
  };
}

const OPERATORS = new Map<string, Requirement["operator"]>([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "absent"],
  ["Gt", "gt"],
  ["Lt", "lt"],
]);

/** Whether a list of `{key, operator, values}` holds of labels: node affinity terms and label selectors use it. */
export function expressionsHold(expressions: readonly Json[], labels: Record<string, string>): boolean {
  return expressions.filter(isObject).every((each) => {
    const operator = OPERATORS.get(textAt(each, "operator") ?? "");
    const key = textAt(each, "key") ?? "";
    return operator !== undefined && holds({ key, operator, values: textsAt(each, "values") }, labels);
  });
}

/** Whether a LabelSelector object selects labels: an empty one selects all, none selects nothing. */
export function selects(selector: Json | undefined, labels: Record<string, string>): boolean {
  if (!isObject(selector)) return false;
  for (const [key, value] of Object.entries(mapAt(selector, "matchLabels")))
    if (labels[key] !== value) return false;
  return expressionsHold(objectsAt(selector, "matchExpressions").slice(), labels);
}

/** What a field selector may ask beside the name, per resource; the values are read as text, absent is empty. */
const SELECTABLE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "/pods": [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.phase",
  ],
  "/nodes": ["spec.unschedulable"],
  "/events": [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  "/secrets": ["type"],
  "/namespaces": ["status.phase"],
};

/** The predicate of a `fieldSelector` parameter. Throws 400 for a field that the resource does not offer. */
export function fieldPredicate(resource: string, custom: boolean, text: string): Predicate {
  const tests = terms(text).map((term): Predicate => {
    const parts = term.match(/^([^=!]+)(==|=|!=)(.*)$/);
    if (parts === null) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = "", operator, value = ""] = parts;
    const offered = SELECTABLE_FIELDS[resource] ?? [];
    if (!["metadata.name", "metadata.namespace", ...offered].includes(field))
      throw badRequest(
        custom || offered.length > 0
          ? `field label not supported: ${field}`
          : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
      );
    return (object) => (fieldText(object, field) === value) === (operator !== "!=");
  });
  return (object) => tests.every((test) => test(object));
}

function fieldText(object: ApiObject, field: string): string {
  if (field === "source")
    return textAt(object, "source", "component") ?? textAt(object, "reportingComponent") ?? "";
  const value = at(object, ...field.split("."));
  if (field === "spec.unschedulable") return String(value === true);
  return typeof value === "string" ? value : "";
}

/** The name when a field selector asks for just one. */
export function selectedName(text: string): string | undefined {
  return terms(text)
    .map((term) => term.match(/^metadata\.name==?(.+)$/)?.[1])
    .find((name) => name !== undefined);
}
