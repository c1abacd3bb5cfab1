import { objectAt, objectsAt, textAt, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";
import { invalidValue } from "../status";
import { under, type Strategy } from "./strategy";

function withNames(crd: ApiObject): ApiObject {
  const spec = objectAt(crd, "spec");
  const names = objectAt(spec, "names");
  const kind = textAt(names, "kind") ?? "";
  return {
    ...crd,
    spec: under(
      { ...spec, names: under(names, { singular: kind.toLowerCase(), listKind: `${kind}List` }) },
      { conversion: { strategy: "None" } },
    ),
  };
}

const storedVersions = (crd: ApiObject): string[] =>
  objectsAt(crd, "spec", "versions")
    .filter((version) => version["storage"] === true)
    .map((version) => textAt(version, "name") ?? "");

/** CRDs are established at once: names are accepted and the resource is served with the next request. */
export const definitionStrategy: Strategy = {
  create(given, { now }) {
    const crd = withNames(given);
    const at = timestamp(now);
    const condition = (type: string, reason: string, message: string): JsonObject => ({
      type,
      status: "True",
      lastTransitionTime: at,
      reason,
      message,
    });
    return {
      ...crd,
      status: {
        conditions: [
          condition("NamesAccepted", "NoConflicts", "no conflicts found"),
          condition("Established", "InitialNamesAccepted", "the initial names have been accepted"),
        ],
        acceptedNames: objectAt(crd, "spec", "names"),
        storedVersions: storedVersions(crd),
      },
    };
  },
  update: withNames,
  validate(crd) {
    const wanted = `${textAt(crd, "spec", "names", "plural")}.${textAt(crd, "spec", "group")}`;
    return crd.metadata.name === wanted
      ? []
      : [invalidValue("metadata.name", crd.metadata.name, 'must be spec.names.plural+"."+spec.group')];
  },
};
