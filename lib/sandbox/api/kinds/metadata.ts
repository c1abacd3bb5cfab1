import type { Resource } from "../calls";
import { mapAt, textAt } from "../json";
import type { ApiObject, Metadata } from "../object";
import { forbidden, invalidValue, notFound, type Fault } from "../status";
import type { Store } from "../store";

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SERVICE =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const QUALIFIED_NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

interface NameRule {
  pattern: RegExp;
  words: string;
  longest: number;
}

const RULES: Readonly<Record<string, NameRule>> = {
  namespaces: { pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, words: LABEL, longest: 63 },
  services: { pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/, words: SERVICE, longest: 63 },
};
const SUBDOMAIN_RULE: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  words: SUBDOMAIN,
  longest: 253,
};

/** The faults of a new object's name. Names of roles are path segments and nearly free. */
export function nameFaults(resource: Resource, { name }: Metadata): Fault[] {
  if (name === "")
    return [
      {
        field: "metadata.name",
        reason: "FieldValueRequired",
        text: "Required value: name or generateName is required",
      },
    ];
  if (resource.group === "rbac.authorization.k8s.io")
    return /[/%]/.test(name) ? [invalidValue("metadata.name", name, "may not contain '/'")] : [];
  const rule = RULES[resource.plural] ?? SUBDOMAIN_RULE;
  if (name.length > rule.longest)
    return [invalidValue("metadata.name", name, `must be no more than ${rule.longest} bytes`)];
  return rule.pattern.test(name) ? [] : [invalidValue("metadata.name", name, rule.words)];
}

/** The faults of labels and annotation keys. */
export function metadataFaults(object: ApiObject): Fault[] {
  return [
    ...Object.entries(mapAt(object, "metadata", "labels")).flatMap(([key, value]) => [
      ...keyFaults("metadata.labels", key),
      ...valueFaults("metadata.labels", value),
    ]),
    ...Object.keys(mapAt(object, "metadata", "annotations")).flatMap((key) =>
      keyFaults("metadata.annotations", key.toLowerCase()),
    ),
  ];
}

function keyFaults(field: string, key: string): Fault[] {
  const name = key.split("/").at(-1) ?? "";
  if (name.length > 63) return [invalidValue(field, key, "name part must be no more than 63 bytes")];
  return /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name)
    ? []
    : [invalidValue(field, key, QUALIFIED_NAME)];
}

function valueFaults(field: string, value: string): Fault[] {
  if (value.length > 63) return [invalidValue(field, value, "must be no more than 63 bytes")];
  return /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)
    ? []
    : [invalidValue(field, value, LABEL_VALUE)];
}

/** Refuses new objects in a namespace that is absent or going. */
export function admitNamespace(store: Store, resource: Resource, name: string, namespace: string): void {
  const found = store.get("/namespaces", undefined, namespace);
  if (found === undefined) throw notFound({ group: "", plural: "namespaces" }, namespace);
  if (textAt(found.object, "status", "phase") === "Terminating")
    throw forbidden(
      resource,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
}
