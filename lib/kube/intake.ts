import "server-only";
import { z } from "zod";
import {
  readCa,
  readClientCertificate,
  readServer,
  readTlsServerName,
  readToken,
} from "@/lib/kube/credential-parts";
import {
  readDocument,
  type Field,
  type KubeconfigDocument,
  type NamedEntry,
} from "@/lib/kube/kubeconfig-document";
import { Refusals, type Read, type Refusal } from "@/lib/kube/refusals";
import type { RegionAuth, RegionEndpoint } from "@/lib/kube/region-endpoint";
import { scrub } from "@/lib/kube/scrub";
import { Secret } from "@/lib/kube/secret";
import { readYamlTree } from "@/lib/kube/yaml-tree";

/**
 * A credential rebuilt from allowed fields only, or every refusal by field and line. `execRefused`: the
 * account that is meant gets its credential from a command, so the join command is the way.
 */
export type IntakeResult =
  | { ok: true; endpoint: RegionEndpoint }
  | { ok: false; execRefused: boolean; refusals: readonly Refusal[] };

interface Chosen {
  contextName: string;
  cluster: NamedEntry;
  user: NamedEntry;
}

const failed = (refusals: Refusals, execRefused = false): IntakeResult => ({
  ok: false,
  execRefused,
  refusals: refusals.all,
});

/** Takes a part that was read, or adds its refusal at the field's place. */
function take<T>(
  read: Read<T>,
  at: Pick<Field, "path" | "line"> | { path: string; line: null },
  refusals: Refusals,
): T | null {
  if (read.ok) return read.value;
  refusals.add(at.path, at.line, read.why);
  return null;
}

const shownNames = (entries: readonly NamedEntry[]): string =>
  entries
    .slice(0, 5)
    .map((entry) => scrub(entry.name).slice(0, 60))
    .join(", ");

function contextOf(document: KubeconfigDocument, refusals: Refusals): NamedEntry | null {
  const { currentContext, contexts } = document;
  if (currentContext === null) {
    const which =
      contexts.length === 0 ? "" : ` Set it to the context that is meant: ${shownNames(contexts)}.`;
    refusals.add("current-context", null, `No context is chosen.${which}`);
    return null;
  }
  const found = contexts.find((entry) => entry.name === currentContext.text) ?? null;
  if (found === null) {
    refusals.add("current-context", currentContext.line, "There is no context of this name in the file.");
  }
  return found;
}

function referred(
  context: NamedEntry,
  key: "cluster" | "user",
  entries: readonly NamedEntry[],
  refusals: Refusals,
): NamedEntry | null {
  const field = context.fields.get(key);
  const found = entries.find((entry) => entry.name === field?.text) ?? null;
  if (found === null) {
    refusals.add(
      `${context.path}.${key}`,
      field?.line ?? context.line,
      `There is no ${key} of this name in the file.`,
    );
  }
  return found;
}

function choose(document: KubeconfigDocument, refusals: Refusals): Chosen | null {
  const context = contextOf(document, refusals);
  if (context === null) return null;
  const cluster = referred(context, "cluster", document.clusters, refusals);
  const user = referred(context, "user", document.users, refusals);
  if (cluster === null || user === null) return null;
  return { contextName: scrub(context.name), cluster, user };
}

function missing(entry: NamedEntry, key: string, why: string, refusals: Refusals): null {
  refusals.add(`${entry.path}.${key}`, entry.line, why);
  return null;
}

function authOf(user: NamedEntry, now: number, refusals: Refusals): RegionAuth | null {
  const token = user.fields.get("token");
  const cert = user.fields.get("client-certificate-data");
  const key = user.fields.get("client-key-data");
  if (token !== undefined && (cert !== undefined || key !== undefined)) {
    refusals.add(
      token.path,
      token.line,
      "This account has a token and a client certificate. Keep one of them.",
    );
    return null;
  }
  if (token !== undefined) {
    const read = take(readToken(token.text, now), token, refusals);
    return read === null ? null : { kind: "token", token: new Secret(read.token), expiresAt: read.expiresAt };
  }
  if (cert === undefined && key === undefined) {
    // An account that was refused for its command has its reason already.
    return user.commanded
      ? null
      : missing(user, "token", "This account has no token and no client certificate.", refusals);
  }
  if (cert === undefined)
    return missing(user, "client-certificate-data", "The certificate of the key is missing.", refusals);
  if (key === undefined)
    return missing(user, "client-key-data", "The key of the client certificate is missing.", refusals);
  const read = take(readClientCertificate(cert.text, key.text, now), cert, refusals);
  return read === null
    ? null
    : { kind: "certificate", certPem: read.certPem, keyPem: new Secret(read.keyPem) };
}

function endpointOf(chosen: Chosen, now: number, refusals: Refusals): RegionEndpoint | null {
  const { cluster, user, contextName } = chosen;
  const serverField = cluster.fields.get("server");
  const caField = cluster.fields.get("certificate-authority-data");
  const nameField = cluster.fields.get("tls-server-name");
  const server =
    serverField === undefined
      ? missing(cluster, "server", "The address of the API server is missing.", refusals)
      : take(readServer(serverField.text), serverField, refusals);
  const caPem =
    caField === undefined
      ? missing(cluster, "certificate-authority-data", "The CA of the cluster is missing.", refusals)
      : take(readCa(caField.text, now), caField, refusals);
  const tlsServerName =
    nameField === undefined ? undefined : take(readTlsServerName(nameField.text), nameField, refusals);
  const auth = authOf(user, now, refusals);
  if (server === null || caPem === null || auth === null || tlsServerName === null) return null;
  return { server, caPem, contextName, auth, ...(tlsServerName === undefined ? {} : { tlsServerName }) };
}

/** Whether the join command helps: the account that is meant, or with none chosen any of them, runs a command. */
function needsJoin(document: KubeconfigDocument, chosen: Chosen | null): boolean {
  return chosen === null ? document.users.some((user) => user.commanded) : chosen.user.commanded;
}

/**
 * Reads a kubeconfig by our own allow-list, before any library sees it: nothing is run, opened or dialled.
 * The current context is taken; every other entry is checked as well.
 */
export function readKubeconfig(text: string, now: number = Date.now()): IntakeResult {
  const refusals = new Refusals();
  const root = readYamlTree(text, refusals);
  const document = root === null ? null : readDocument(root, refusals);
  if (document === null) return failed(refusals);
  const chosen = choose(document, refusals);
  const endpoint = chosen === null ? null : endpointOf(chosen, now, refusals);
  if (endpoint === null || !refusals.none) return failed(refusals, needsJoin(document, chosen));
  return { ok: true, endpoint };
}

/** Reads the three fields of a form: address, CA in PEM or base64 of it, bearer token. */
export function readEndpoint(
  input: { server: string; caPem: string; token: string },
  now: number = Date.now(),
): IntakeResult {
  const refusals = new Refusals();
  const server = take(readServer(input.server.trim()), { path: "server", line: null }, refusals);
  const caPem = take(readCa(input.caPem.trim(), now), { path: "caPem", line: null }, refusals);
  const token = take(readToken(input.token.trim(), now), { path: "token", line: null }, refusals);
  if (server === null || caPem === null || token === null) return failed(refusals);
  return {
    ok: true,
    endpoint: {
      server,
      caPem,
      contextName: new URL(server).host,
      auth: { kind: "token", token: new Secret(token.token), expiresAt: token.expiresAt },
    },
  };
}

const Bundle = z.strictObject({
  server: z.string().max(2048),
  ca: z.string().max(65_536),
  token: z.string().max(16_384),
});
const BUNDLE = /gantry-join:([A-Za-z0-9+/=\s]+)/g;
const BUNDLE_MAX = 131_072;
const WRAPPED_LINES_MAX = 200;

function parseBundle(encoded: string): z.infer<typeof Bundle> | null {
  try {
    const parsed = Bundle.safeParse(JSON.parse(Buffer.from(encoded, "base64").toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** A terminal may have wrapped the line, and words of the next line may follow: the bundle ends where it is whole. */
function unwrapBundle(captured: string): z.infer<typeof Bundle> | null {
  let joined = "";
  for (const piece of captured.trim().split(/\s+/).slice(0, WRAPPED_LINES_MAX)) {
    joined += piece;
    const bundle = parseBundle(joined);
    if (bundle !== null) return bundle;
  }
  return null;
}

/** Reads the line that the join command prints, also when the terminal wrapped it or more was copied. */
export function readJoinBundle(text: string, now: number = Date.now()): IntakeResult {
  const refusals = new Refusals();
  const found = text.length > BUNDLE_MAX ? [] : [...text.matchAll(BUNDLE)];
  const [first, second] = found;
  if (first === undefined || second !== undefined) {
    const why =
      second === undefined
        ? "Copy the line that begins with gantry-join:."
        : "Paste one join bundle, not several.";
    refusals.add("bundle", null, why);
    return failed(refusals);
  }
  const bundle = unwrapBundle(first[1] ?? "");
  if (bundle === null) {
    refusals.add("bundle", null, "This join bundle is cut or changed. Copy the whole line again.");
    return failed(refusals);
  }
  return readEndpoint({ server: bundle.server, caPem: bundle.ca, token: bundle.token }, now);
}
