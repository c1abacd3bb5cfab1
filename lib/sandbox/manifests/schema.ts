/** Building blocks of structural schemas, as CustomResourceDefinitions have them. */
export interface Schema {
  type?: "object" | "array" | "string" | "integer" | "boolean";
  properties?: Record<string, Schema>;
  required?: readonly string[];
  items?: Schema;
  additionalProperties?: Schema;
  enum?: readonly string[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
  anyOf?: readonly { type: string }[];
  "x-kubernetes-int-or-string"?: true;
  "x-kubernetes-preserve-unknown-fields"?: true;
  "x-kubernetes-list-type"?: "map" | "atomic" | "set";
  "x-kubernetes-list-map-keys"?: readonly string[];
}

export const text = (rest: Schema = {}): Schema => ({ type: "string", ...rest });
export const flag: Schema = { type: "boolean" };
export const int = (rest: Schema = {}): Schema => ({ type: "integer", format: "int32", ...rest });
export const long = (rest: Schema = {}): Schema => ({ type: "integer", format: "int64", ...rest });
export const list = (items: Schema, rest: Schema = {}): Schema => ({ type: "array", items, ...rest });
export const map = (values: Schema): Schema => ({ type: "object", additionalProperties: values });
export const strings = map(text());
export const object = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: "object",
  properties,
  ...(required.length === 0 ? {} : { required }),
});

/** Not described further: mistakes in it are found only when a pod is made. */
export const anything: Schema = { "x-kubernetes-preserve-unknown-fields": true };

export const intOrString: Schema = {
  anyOf: [{ type: "integer" }, { type: "string" }],
  "x-kubernetes-int-or-string": true,
};

const quantity: Schema = {
  ...intOrString,
  pattern:
    "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$",
};

export const resources = object({ limits: map(quantity), requests: map(quantity) });
export const service = object({ annotations: strings, clusterIP: text() });
export const secretKey = object({ key: text(), name: text(), volumeName: text() }, ["key"]);
export const claim = object({
  accessModes: list(text(), { "x-kubernetes-list-type": "atomic" }),
  resources: object({ limits: map(quantity), requests: map(quantity) }),
  storageClassName: text(),
  volumeMode: text(),
});

/** What may be added to the pods of a component. */
export const podExtras: Record<string, Schema> = {
  affinity: anything,
  annotations: strings,
  extraFlags: strings,
  extraLabels: strings,
  extraVolumes: anything,
  initContainers: anything,
  sidecarContainers: anything,
  tolerations: anything,
};
