import type { RegionTrust } from "@/lib/contract/access";

type Call = RegionTrust["calls"][number];

/** Calls of one kind together, as a person speaks of them. Times are epoch milliseconds. */
export interface CallKind {
  kind: string;
  /** Plural names of resources, most called first: "nodes", "pods/proxy". */
  on: string[];
  calls: number;
  bytes: number;
  lastAt: number;
}

const KINDS: Readonly<Record<string, string>> = {
  get: "Read",
  list: "Read",
  watch: "Watch",
  apply: "Apply",
  create: "Make",
  patch: "Change",
  delete: "Delete",
  review: "Ask for rights",
  proxy: "Read metrics of pods",
};
const ORDER = [
  "Read",
  "Watch",
  "Read metrics of pods",
  "Ask for rights",
  "Apply",
  "Make",
  "Change",
  "Delete",
];

/** "vitessclusters" of `vitessclusters.planetscale.com`; a path such as `/version` stays. */
const shortName = (resource: string): string =>
  resource.startsWith("/") ? resource : (resource.split(".")[0] ?? resource);

/** Kinds of objects with the most called first, then the bare paths. */
function namesOf(calls: readonly Call[]): string[] {
  const names = calls.toSorted((a, b) => b.calls - a.calls).map((call) => shortName(call.resource));
  return [...new Set(names)].toSorted((a, b) => Number(a.startsWith("/")) - Number(b.startsWith("/")));
}

/** Calls by kind: what only looks comes first, what writes last. */
export function callKinds(calls: readonly Call[]): CallKind[] {
  const byKind = Map.groupBy(calls, (call) => KINDS[call.verb] ?? call.verb);
  return [...byKind]
    .map(([kind, own]): CallKind => ({
      kind,
      on: namesOf(own),
      calls: own.reduce((sum, call) => sum + call.calls, 0),
      bytes: own.reduce((sum, call) => sum + call.bytes, 0),
      lastAt: Math.max(...own.map((call) => call.lastAt)),
    }))
    .toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}
