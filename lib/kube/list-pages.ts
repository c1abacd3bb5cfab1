import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
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
  items: readonly unknown[];
  resourceVersion: string;
  next: string;
}

/** Junk is an error, never an empty list: an empty list would make everything look deleted. */
function pageOf(answer: unknown): Page {
  const { kind, items, metadata } = fieldsOf(answer);
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
  return { items: Array.isArray(items) ? items : [], resourceVersion, next: next ?? "" };
}

/**
 * A whole list, page by page, projected while it arrives: holds one raw page and the projections, never two pages.
 * Throws KubeError; `expired` when the token of the next page is too old, and then the half list is worth nothing.
 */
export async function listAll<T>(options: ListOptions<T>): Promise<Listed<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let skipped = 0;
  let token: string | undefined;
  let resourceVersion: string | undefined;
  for (;;) {
    const answer = await options.client.json({
      method: "GET",
      path: options.path,
      query: { limit: options.pageSize, continue: token },
      timeoutMs: PAGE_TIMEOUT_MS,
      lane: "background",
      signal: options.signal,
    });
    options.signal.throwIfAborted();
    const page = pageOf(answer);
    resourceVersion ??= page.resourceVersion;
    for (const raw of page.items) {
      const item = options.project(raw);
      if (item === null) skipped += 1;
      else items.push(item);
    }
    if (items.length + skipped > options.objectsMax) {
      throw new KubeError("protocol", `the list is longer than ${options.objectsMax} objects`);
    }
    if (page.next === "") return { items, resourceVersion, skipped };
    if (seen.has(page.next) || seen.size >= PAGES_MAX) {
      throw new KubeError("protocol", "a list that continues without end");
    }
    seen.add(page.next);
    token = page.next;
  }
}
