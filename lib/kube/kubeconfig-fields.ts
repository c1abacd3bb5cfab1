import "server-only";
import type { Refusals } from "@/lib/kube/refusals";
import { isNothing, type YamlEntry, type YamlMap, type YamlNode } from "@/lib/kube/yaml-tree";

/** What becomes of a field: read, left out because it means nothing here, or refused with its reason. */
export type Rule = "read" | "drop" | { refuse: string };
export type Rules = Readonly<Record<string, Rule>>;

const refuse = (why: string): Rule => ({ refuse: why });

const FILE = "It names a file, and Gantry reads no files for a credential.";
const IMPERSONATION = "It acts as somebody else. Give Gantry an account of its own.";
const MINIFY = "kubectl config view --minify --raw --flatten prints them in place.";
const COMMAND = "It runs a command to get a credential, and Gantry runs none.";

export const TOP: Rules = {
  apiVersion: "read",
  kind: "read",
  clusters: "read",
  users: "read",
  contexts: "read",
  "current-context": "read",
  preferences: "drop",
  extensions: "drop",
};

export const CLUSTER: Rules = {
  server: "read",
  "certificate-authority-data": "read",
  "tls-server-name": "read",
  "disable-compression": "drop",
  extensions: "drop",
  "certificate-authority": refuse(`${FILE} Use certificate-authority-data: ${MINIFY}`),
  "insecure-skip-tls-verify": refuse(
    "It lets anybody between Gantry and the cluster read the token. Give the CA of the cluster instead.",
  ),
  "proxy-url": refuse("It sends the token by way of another server. Only the instance may set a proxy."),
};

export const USER: Rules = {
  token: "read",
  "client-certificate-data": "read",
  "client-key-data": "read",
  extensions: "drop",
  exec: refuse(COMMAND),
  "auth-provider": refuse(`${COMMAND} Providers may also read files and call other servers.`),
  tokenFile: refuse(`${FILE} Use token.`),
  "token-file": refuse(`${FILE} Use token.`),
  "client-certificate": refuse(`${FILE} Use client-certificate-data: ${MINIFY}`),
  "client-key": refuse(`${FILE} Use client-key-data: ${MINIFY}`),
  username: refuse("API servers take no passwords any more. Use a token or a client certificate."),
  password: refuse("API servers take no passwords any more. Use a token or a client certificate."),
  as: refuse(IMPERSONATION),
  "as-uid": refuse(IMPERSONATION),
  "as-groups": refuse(IMPERSONATION),
  "as-user-extra": refuse(IMPERSONATION),
  impersonate: refuse(IMPERSONATION),
  "impersonate-groups": refuse(IMPERSONATION),
};

export const CONTEXT: Rules = { cluster: "read", user: "read", namespace: "drop", extensions: "drop" };

/** Fields that a command or a provider hides behind: the join command is the way out. */
export const COMMANDS: readonly string[] = ["exec", "auth-provider"];

/** A switch that is off, and a field that is empty, ask for nothing. */
function asksForNothing(key: string, value: YamlNode): boolean {
  if (isNothing(value)) return true;
  if (value.kind === "list") return value.items.length === 0;
  if (value.kind === "map") return value.entries.length === 0;
  return value.text === "" || (key === "insecure-skip-tls-verify" && value.plain && value.text === "false");
}

/** Checks every field of a map against its rules and returns those that are read. */
export function checkFields(
  path: string,
  map: YamlMap,
  rules: Rules,
  refusals: Refusals,
): Map<string, YamlEntry> {
  const read = new Map<string, YamlEntry>();
  for (const entry of map.entries) {
    const field = path === "" ? entry.key : `${path}.${entry.key}`;
    const rule = Object.hasOwn(rules, entry.key) ? rules[entry.key] : undefined;
    if (rule === undefined) refusals.add(field, entry.line, "Gantry does not know this field.");
    else if (rule === "read") {
      if (!isNothing(entry.value)) read.set(entry.key, entry);
    } else if (rule !== "drop" && !asksForNothing(entry.key, entry.value)) {
      refusals.add(field, entry.line, rule.refuse);
    }
  }
  return read;
}
