import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import type { ServingCertificates } from "./auth/certificates";
import type { TokenRecord } from "./auth/tokens";
import { isObject, parseJson, type JsonObject } from "./json";
import { isApiObject, type ApiObject } from "./object";
import type { Store } from "./store";

/** All that makes the cluster the same one after a restart. */
export interface Snapshot {
  revision: number;
  certificates: ServingCertificates;
  tokens: [digest: string, record: TokenRecord][];
  /** Tokens of the sandbox's own kubeconfigs, by user. */
  issued: Record<string, string>;
  objects: [resource: string, object: ApiObject][];
}

const Account = z.object({ namespace: z.string(), name: z.string(), uid: z.string() });
const Token = z.object({
  user: z.string(),
  groups: z.array(z.string()),
  account: Account.exactOptional(),
  expiresAt: z.number().exactOptional(),
});
const Head = z.object({
  version: z.literal(1),
  revision: z.number(),
  certificates: z.object({ caPem: z.string(), certPem: z.string(), keyPem: z.string() }),
  tokens: z.array(z.tuple([z.string(), Token])),
  issued: z.record(z.string(), z.string()),
});

/** Reads a snapshot; undefined when there is none. Throws for a file that is none. */
export async function readSnapshot(file: string): Promise<Snapshot | undefined> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const whole = parseJson(text);
  const objects = isObject(whole) && Array.isArray(whole["objects"]) ? whole["objects"] : [];
  return { ...Head.parse(whole), objects: objects.filter(isObject).map(entry) };
}

function entry(row: JsonObject): [string, ApiObject] {
  const { resource, object } = row;
  if (typeof resource !== "string" || !isApiObject(object))
    throw new Error("the snapshot holds something that is no object");
  return [resource, object];
}

/** The snapshot as text; objects contribute the JSON they already have. */
export function snapshotText(store: Store, head: Omit<Snapshot, "objects" | "revision">): string {
  const rows = store
    .resources()
    .flatMap((resource) =>
      store.list(resource).map(({ json }) => `{"resource":${JSON.stringify(resource)},"object":${json}}`),
    );
  const fields = JSON.stringify({ version: 1, revision: store.revision, ...head }).slice(0, -1);
  return `${fields},"objects":[\n${rows.join(",\n")}\n]}\n`;
}

/** Replaces the file in one step, so that a crash leaves the old or the new one. */
export async function writeSnapshot(file: string, text: string): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, text, { mode: 0o600 });
  await rename(next, file);
}
