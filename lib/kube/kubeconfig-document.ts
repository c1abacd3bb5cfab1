import "server-only";
import { checkFields, CLUSTER, COMMANDS, CONTEXT, TOP, USER, type Rules } from "@/lib/kube/kubeconfig-fields";
import type { Refusals } from "@/lib/kube/refusals";
import { isNothing, type YamlEntry, type YamlMap, type YamlNode } from "@/lib/kube/yaml-tree";

/** A field of the kubeconfig with its place, for refusals that come later. */
export interface Field {
  path: string;
  line: number;
  text: string;
}

/** One entry of `clusters`, `users` or `contexts`: its name and the fields that may be read. */
export interface NamedEntry {
  name: string;
  path: string;
  line: number;
  fields: ReadonlyMap<string, Field>;
  /** It gets its credential from a command or a provider. */
  commanded: boolean;
}

/** A kubeconfig of which every entry was checked. */
export interface KubeconfigDocument {
  currentContext: Field | null;
  clusters: readonly NamedEntry[];
  users: readonly NamedEntry[];
  contexts: readonly NamedEntry[];
}

interface Section {
  key: "clusters" | "users" | "contexts";
  inner: "cluster" | "user" | "context";
  rules: Rules;
}

const SECTIONS: readonly Section[] = [
  { key: "clusters", inner: "cluster", rules: CLUSTER },
  { key: "users", inner: "user", rules: USER },
  { key: "contexts", inner: "context", rules: CONTEXT },
];

const NAME_MAX = 253;

function textField(path: string, entry: YamlEntry, refusals: Refusals): Field | null {
  if (entry.value.kind !== "scalar") {
    refusals.add(path, entry.line, "This is one word or text, not a list or a map.");
    return null;
  }
  return { path, line: entry.line, text: entry.value.text };
}

function textFields(
  path: string,
  entries: ReadonlyMap<string, YamlEntry>,
  refusals: Refusals,
): Map<string, Field> {
  const fields = new Map<string, Field>();
  for (const [key, entry] of entries) {
    const field = textField(`${path}.${key}`, entry, refusals);
    if (field !== null && field.text !== "") fields.set(key, field);
  }
  return fields;
}

const isCommanded = (map: YamlMap): boolean =>
  map.entries.some((entry) => COMMANDS.includes(entry.key) && !isNothing(entry.value));

function readEntry(section: Section, path: string, item: YamlNode, refusals: Refusals): NamedEntry | null {
  if (item.kind !== "map") {
    refusals.add(path, item.line, `This is a map with name and ${section.inner}.`);
    return null;
  }
  const outer = checkFields(path, item, { name: "read", [section.inner]: "read" }, refusals);
  const nameEntry = outer.get("name");
  const name = nameEntry === undefined ? null : textField(`${path}.name`, nameEntry, refusals);
  if (name === null || name.text === "" || name.text.length > NAME_MAX) {
    refusals.add(`${path}.name`, item.line, "Each entry has a name of 1 to 253 characters.");
    return null;
  }
  const inner = outer.get(section.inner);
  const innerPath = `${path}.${section.inner}`;
  if (inner === undefined) {
    return { name: name.text, path: innerPath, line: item.line, fields: new Map(), commanded: false };
  }
  if (inner.value.kind !== "map") {
    refusals.add(innerPath, inner.line, "This is a map.");
    return null;
  }
  const read = checkFields(innerPath, inner.value, section.rules, refusals);
  return {
    name: name.text,
    path: innerPath,
    line: inner.line,
    fields: textFields(innerPath, read, refusals),
    commanded: isCommanded(inner.value),
  };
}

function readSection(section: Section, entry: YamlEntry | undefined, refusals: Refusals): NamedEntry[] {
  if (entry === undefined) return [];
  if (entry.value.kind !== "list") {
    refusals.add(section.key, entry.line, "This is a list.");
    return [];
  }
  const found: NamedEntry[] = [];
  const names = new Set<string>();
  for (const [index, item] of entry.value.items.entries()) {
    const path = `${section.key}[${index}]`;
    const read = readEntry(section, path, item, refusals);
    if (read === null) continue;
    if (names.has(read.name))
      refusals.add(`${path}.name`, item.line, "Two entries have this name. Keep one.");
    names.add(read.name);
    found.push(read);
  }
  return found;
}

function checkHeader(entries: ReadonlyMap<string, YamlEntry>, refusals: Refusals): void {
  const expected = { apiVersion: "v1", kind: "Config" };
  for (const [key, wanted] of Object.entries(expected)) {
    const entry = entries.get(key);
    if (entry === undefined) continue;
    const field = textField(key, entry, refusals);
    if (field !== null && field.text !== wanted) {
      refusals.add(key, field.line, `A kubeconfig has ${key}: ${wanted}.`);
    }
  }
}

/** Checks every entry of a kubeconfig, used or not, and returns what may be read of it. */
export function readDocument(root: YamlNode, refusals: Refusals): KubeconfigDocument | null {
  if (root.kind !== "map") {
    refusals.add("document", root.line, "This is not a kubeconfig: it has no fields.");
    return null;
  }
  const top = checkFields("", root, TOP, refusals);
  checkHeader(top, refusals);
  const [clusters = [], users = [], contexts = []] = SECTIONS.map((section) =>
    readSection(section, top.get(section.key), refusals),
  );
  const current = top.get("current-context");
  const currentContext = current === undefined ? null : textField("current-context", current, refusals);
  return {
    currentContext: currentContext?.text === "" ? null : currentContext,
    clusters,
    users,
    contexts,
  };
}
