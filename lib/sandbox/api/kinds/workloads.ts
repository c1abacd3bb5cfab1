import { isObject, objectAt, mapAt, textAt, sameJson, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { invalidValue, quoted, type Fault } from "../status";
import { selects } from "../selectors";
import { defaultPodSpec } from "./pod-defaults";
import { under, type Strategy } from "./strategy";

function defaultTemplate(spec: JsonObject): JsonObject {
  const template = objectAt(spec, "template");
  return {
    ...spec,
    template: {
      ...template,
      metadata: objectAt(template, "metadata"),
      spec: defaultPodSpec(objectAt(template, "spec")),
    },
  };
}

function selectorFaults(object: ApiObject, old: ApiObject | undefined): Fault[] {
  const selector = objectAt(object, "spec")["selector"];
  const labels = mapAt(object, "spec", "template", "metadata", "labels");
  const faults: Fault[] = [];
  if (isObject(selector) && !selects(selector, labels))
    faults.push({
      field: "spec.template.metadata.labels",
      reason: "FieldValueInvalid",
      text: `Invalid value: ${quoted(labels)}: \`selector\` does not match template \`labels\``,
    });
  const before = objectAt(old, "spec")["selector"];
  if (old !== undefined && isObject(selector) && !sameJson(selector, before))
    faults.push(invalidValue("spec.selector", selector, "field is immutable"));
  return faults;
}

function deploymentDefaults(object: ApiObject): ApiObject {
  const spec = under(defaultTemplate(objectAt(object, "spec")), {
    replicas: 1,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
    strategy: {},
  });
  const strategy = under(objectAt(spec, "strategy"), { type: "RollingUpdate" });
  if (textAt(strategy, "type") === "RollingUpdate")
    strategy["rollingUpdate"] = under(objectAt(strategy, "rollingUpdate"), {
      maxUnavailable: "25%",
      maxSurge: "25%",
    });
  return { ...object, spec: { ...spec, strategy } };
}

export const deploymentStrategy: Strategy = {
  create: (object) => ({ ...deploymentDefaults(object), status: {} }),
  update: deploymentDefaults,
  validate: selectorFaults,
};

const replicaSetDefaults = (object: ApiObject): ApiObject => ({
  ...object,
  spec: under(defaultTemplate(objectAt(object, "spec")), { replicas: 1 }),
});

export const replicaSetStrategy: Strategy = {
  create: (object) => ({ ...replicaSetDefaults(object), status: { replicas: 0 } }),
  update: replicaSetDefaults,
  validate: selectorFaults,
};
