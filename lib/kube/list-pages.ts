import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import { ListScanner } from "@/lib/kube/list-scanner";
import { parseObjectBytes } from "@/lib/kube/parse-object-bytes";
import { fieldsOf } from "@/lib/kube/read-value";

export interface Listed<T> {
  items: T[];
  /** Where a watch of this list begins; opaque. */
  resourceVersion: string;
  /** Objects that were not of the wanted shape. */
  skipped: number;
}

export interface ListOptions<T> {
  client: KubeClient;
  path: string;
  project: (raw: unknown) => T | null;
  pageSize: number;
  /** A list that is longer is refused whole: a part of it is never taken for all of it. */
  objectsMax: number;
  signal: AbortSignal;
}

const PAGE_TIMEOUT_MS = 30_000;
const PAGES_MAX = 2000;
const TOKEN_MAX = 16_384;
const VERSION_MAX = 128;

interface Page {
  resourceVersion: string;
  next: string;
}

/** Junk is an error, never an empty list: an empty list would make everything look deleted. */
function pageOf(envelope: unknown): Page {
  const { kind, items, metadata } = fieldsOf(envelope);
  const { resourceVersion, continue: next } = fieldsOf(metadata);
  const isList =
    typeof kind === "string" && kind.endsWith("List") && (items === null || Array.isArray(items));
  if (!isList) throw new KubeError("protocol", "the answer to a list is not a list");
  if (typeof resourceVersion !== "string" || resourceVersion === "" || resourceVersion.length > VERSION_MAX) {
    throw new KubeError("protocol", "a list without a resource version");
  }
  if (next !== undefined && (typeof next !== "string" || next.length > TOKEN_MAX)) {
    throw new KubeError("protocol", "a list with a broken continue token");
  }
  return { resourceVersion, next: next ?? "" };
}

function parseItem(json: Uint8Array): unknown {
  try {
    return parseObjectBytes(json);
  } catch {
    throw new KubeError("protocol", "a list with an item that is not JSON");
  }
}

/** One page, each item given away as soon as its bytes are there. */
async function readPage<T>(
  { client, path, pageSize, signal }: ListOptions<T>,
  token: string | undefined,
  onItem: (raw: unknown) => void,
): Promise<Page> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(PAGE_TIMEOUT_MS)]);
  const { headers, body } = await client.stream({
    method: "GET",
    path,
    query: { limit: pageSize, continue: token },
    timeoutMs: PAGE_TIMEOUT_MS,
    idleMs: PAGE_TIMEOUT_MS,
    lane: "background",
    signal: inTime,
  });
  if (!(headers["content-type"] ?? "").startsWith("application/json")) {
    throw new KubeError("protocol", "a list that is not JSON");
  }
  const scanner = new ListScanner();
  for await (const chunk of body) {
    for (const item of scanner.push(chunk)) onItem(parseItem(item));
  }
  return pageOf(scanner.end());
}

/**
 * A whole list, page by page, projected item by item while the bytes arrive: holds one raw item and the projections.
 * Throws KubeError; `expired` when the token of the next page is too old, and then the half list is worth nothing.
 */
export async function listAll<T>(options: ListOptions<T>): Promise<Listed<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let skipped = 0;
  const onItem = (raw: unknown): void => {
    const item = options.project(raw);
    if (item === null) skipped += 1;
    else items.push(item);
    if (items.length + skipped <= options.objectsMax) return;
    throw new KubeError("protocol", `the list is longer than ${options.objectsMax} objects`);
  };
  let page = await readPage(options, undefined, onItem);
  const { resourceVersion } = page;
  while (page.next !== "") {
    if (seen.has(page.next) || seen.size >= PAGES_MAX) {
      throw new KubeError("protocol", "a list that continues without end");
    }
    seen.add(page.next);
    page = await readPage(options, page.next, onItem);
  }
  options.signal.throwIfAborted();
  return { items, resourceVersion, skipped };
}
