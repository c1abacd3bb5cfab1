import { groupVersion, storeName } from "../calls";
import type { Served } from "../catalog";
import { numberAt, parseJson, textAt, type Json } from "../json";
import { fieldPredicate, labelPredicate, type Predicate } from "../selectors";
import { ApiError, badRequest, expired } from "../status";
import type { Store, Stored } from "../store";

/** One page of a list, at one revision. */
export interface Page {
  items: readonly Stored[];
  revision: number;
  continue: string;
  remaining: number | undefined;
}

interface Snapshot {
  items: readonly Stored[];
  revision: number;
  /** Begun at, in milliseconds. */
  at: number;
}

/** How long the rest of a list is kept at its revision: etcd compacts after five minutes. */
const KEPT_MS = 300_000;

/** The predicate of a request's selectors. Throws 400. */
export function predicateOf(served: Served, query: URLSearchParams): Predicate {
  const labels = query.get("labelSelector") ?? "";
  const fields = query.get("fieldSelector") ?? "";
  const { resource } = served;
  const byLabels = labels === "" ? undefined : labelPredicate(labels);
  const byFields = fields === "" ? undefined : fieldPredicate(storeName(resource), resource.custom, fields);
  return (object) => (byLabels?.(object) ?? true) && (byFields?.(object) ?? true);
}

/** Lists, page by page. Pages after the first see the list as it was at the first. */
export class Lists {
  readonly #snapshots = new Map<string, Snapshot>();

  constructor(
    readonly store: Store,
    readonly now: () => number,
  ) {}

  page(served: Served, namespace: string, query: URLSearchParams): Page {
    const limit = Number(query.get("limit") ?? 0);
    const token = query.get("continue") ?? "";
    const selective = (query.get("labelSelector") ?? "") + (query.get("fieldSelector") ?? "") !== "";
    const key = `${storeName(served.resource)}|${namespace}|${query.get("labelSelector")}|${query.get("fieldSelector")}`;
    if (token !== "" && (query.get("resourceVersion") ?? "0") !== "0")
      throw badRequest("specifying resource version is not allowed when using continue");
    const { snapshot, start } =
      token === "" ? { snapshot: this.#fresh(served, namespace, query), start: 0 } : this.#resume(key, token);
    const items = limit > 0 ? snapshot.items.slice(start, start + limit) : snapshot.items.slice(start);
    const rest = snapshot.items.length - start - items.length;
    if (rest === 0) return { items, revision: snapshot.revision, continue: "", remaining: undefined };
    this.#snapshots.set(`${snapshot.revision}|${key}`, snapshot);
    return {
      items,
      revision: snapshot.revision,
      continue: encode(snapshot.revision, start + items.length),
      remaining: selective ? undefined : rest,
    };
  }

  #fresh(served: Served, namespace: string, query: URLSearchParams): Snapshot {
    this.#checkRevision(query);
    const keep = predicateOf(served, query);
    const all = this.store.list(storeName(served.resource), namespace);
    const selective = query.has("labelSelector") || query.has("fieldSelector");
    const items = selective ? all.filter(({ object }) => keep(object)) : all;
    return { items, revision: this.store.revision, at: this.now() };
  }

  #checkRevision(query: URLSearchParams): void {
    const text = query.get("resourceVersion") ?? "";
    const match = query.get("resourceVersionMatch");
    if (match !== null && text === "")
      throw invalidOptions(
        "resourceVersionMatch",
        "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
      );
    if (text === "" || text === "0") return;
    const wanted = Number(text);
    if (!Number.isInteger(wanted)) throw invalidRevision(text, false);
    if (wanted > this.store.revision) throw tooLarge(wanted, this.store.revision);
    if (match === "Exact" && wanted < this.store.revision)
      throw expired("The resourceVersion for the provided list is too old.");
  }

  #resume(key: string, token: string): { snapshot: Snapshot; start: number } {
    for (const [name, { at }] of this.#snapshots) if (at < this.now() - KEPT_MS) this.#snapshots.delete(name);
    const { revision, start } = decode(token);
    const snapshot = this.#snapshots.get(`${revision}|${key}`);
    if (snapshot === undefined) throw expired(TOO_OLD);
    return { snapshot, start };
  }
}

const TOO_OLD =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.";

const encode = (rv: number, start: number): string =>
  Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv, start })).toString("base64url");

function decode(token: string): { revision: number; start: number } {
  const read = (): Json => {
    try {
      return parseJson(Buffer.from(token, "base64url").toString());
    } catch {
      return null;
    }
  };
  const value = read();
  const revision = numberAt(value, "rv");
  const start = numberAt(value, "start");
  if (textAt(value, "v") !== "meta.k8s.io/v1" || revision === undefined || start === undefined)
    throw badRequest("invalid continue token: continue key is not valid: encoded continue key is not valid");
  return { revision, start };
}

/** A list calls it a bad request, a watch an internal error. */
export function invalidRevision(text: string, watching: boolean): ApiError {
  const because = `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;
  return watching ? new ApiError(500, "", because) : badRequest(`invalid resource version: ${because}`);
}

function invalidOptions(field: string, text: string): ApiError {
  return new ApiError(422, "Invalid", `ListOptions.meta.k8s.io "" is invalid: ${field}: ${text}`, {
    group: "meta.k8s.io",
    kind: "ListOptions",
    causes: [{ reason: "FieldValueForbidden", message: text, field }],
  });
}

export function tooLarge(wanted: number, current: number): ApiError {
  const message = `Timeout: Too large resource version: ${wanted}, current: ${current}`;
  return new ApiError(504, "Timeout", message, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

/** The JSON of a page, from the texts that its objects keep. */
export function listJson({ resource }: Served, page: Page): string {
  const metadata = JSON.stringify({
    resourceVersion: String(page.revision),
    ...(page.continue === "" ? {} : { continue: page.continue }),
    ...(page.remaining === undefined ? {} : { remainingItemCount: page.remaining }),
  });
  const items = page.items.map((stored) => (resource.custom ? stored.json : stored.untyped)).join(",");
  return `{"kind":"${resource.listKind}","apiVersion":"${groupVersion(resource)}","metadata":${metadata},"items":[${items}]}\n`;
}
