import type { Json } from "../../api/json";

export type BodyKind = "json" | "merge" | "strategic" | "apply";

/** One request. `$ns` in a path or body is the case's namespace; `$<name>` what an earlier step kept. */
export interface Step {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  body?: Json;
  kind?: BodyKind;
  accept?: string;
  /** A service account of the namespace, instead of the administrator; it must exist by then. */
  as?: string;
  /** A token that is sent as it is. */
  token?: string;
  /** Values of the answer for later steps: name → path of fields. */
  keep?: Readonly<Record<string, readonly string[]>>;
  /** Asked again until the answer holds this value at this path: what controllers do takes a while. */
  until?: { path: readonly string[]; is: Json };
  /** Of the answer, only these fields count; all of them when left out. */
  only?: readonly (readonly string[])[];
  /** The step prepares the next ones; its answer is not compared. */
  quiet?: boolean;
  /** Of a watch: how many lines are read before it is ended. */
  lines?: number;
}

/** What is asked of an API server, real or imitated, in a namespace of its own. */
export interface Case {
  name: string;
  steps: readonly Step[];
}

export interface Answer {
  status: number;
  body: Json;
  /** Texts of the Warning headers. */
  warnings?: readonly string[];
}
