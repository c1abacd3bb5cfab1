import type { ServerResponse } from "node:http";
import { groupVersion, storeName } from "../calls";
import type { Served } from "../catalog";
import type { JsonObject } from "../json";
import { ApiError } from "../status";
import { Stored, type Change, type Store } from "../store";
import type { ApiRequest, Streaming } from "./answer";
import { invalidRevision, predicateOf, tooLarge } from "./lists";
import { tableOf, wantsTable } from "./table";

/** A watcher that lies further behind is cut, as a slow one is by the real server. */
const BEHIND_BYTES = 16 * 1024 * 1024;
const BOOKMARK_MS = 30_000;
/** Without `timeoutSeconds` the server ends a watch after half an hour to an hour. */
const LONGEST_S = 1800;

/** Streams changes of a resource: from a revision, or all objects first when none is given. */
export function watch(store: Store, served: Served, namespace: string, request: ApiRequest): Streaming {
  const { query } = request;
  const keep = predicateOf(served, query);
  const within = (stored: Stored | undefined): stored is Stored =>
    stored !== undefined &&
    (namespace === "" || stored.object.metadata.namespace === namespace) &&
    keep(stored.object);
  const lineOf = printer(served, request);
  const text = query.get("resourceVersion") ?? "";
  const from = Number(text);
  if (!Number.isInteger(from)) throw invalidRevision(text, true);
  if (from > store.revision) throw tooLarge(from, store.revision);
  return {
    kind: "stream",
    run(response) {
      response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
      response.flushHeaders();
      const write = (line: string | Buffer): void => {
        response.write(line);
        if (response.writableLength > BEHIND_BYTES) response.destroy();
      };
      const initial = query.get("sendInitialEvents");
      if (initial === "true" || (initial === null && from === 0)) {
        for (const stored of store.list(storeName(served.resource), namespace))
          if (within(stored)) write(lineOf("ADDED", stored));
        if (initial === "true") write(bookmark(store, served, true));
      }
      const since = from === 0 || initial !== null ? store.revision : from;
      follow(store, served, request, response, { since, within, lineOf, write });
    },
  };
}

interface Following {
  since: number;
  within: (stored: Stored | undefined) => stored is Stored;
  lineOf: (type: Change["type"], stored: Stored) => string | Buffer;
  write: (line: string | Buffer) => void;
}

function follow(
  store: Store,
  served: Served,
  request: ApiRequest,
  response: ServerResponse,
  { since, within, lineOf, write }: Following,
): void {
  const tell = ({ type, current, previous }: Change): void => {
    const was = within(previous);
    const is = type !== "DELETED" && within(current);
    if (is) write(lineOf(was ? "MODIFIED" : "ADDED", current));
    else if (was) write(lineOf("DELETED", type === "DELETED" ? current : lastSeen(previous, current)));
  };
  try {
    const stop = store.subscribe(storeName(served.resource), tell, since);
    const marks = request.query.get("allowWatchBookmarks") === "true";
    const mark = (): void => write(bookmark(store, served, false));
    const ticking = marks ? setInterval(mark, BOOKMARK_MS) : undefined;
    const seconds = Number(request.query.get("timeoutSeconds") ?? 0);
    const ending = setTimeout(
      () => {
        if (marks) mark();
        response.end();
      },
      (seconds > 0 ? seconds : LONGEST_S) * 1000,
    );
    const finish = (): void => {
      stop();
      clearInterval(ticking);
      clearTimeout(ending);
    };
    response.once("close", finish);
    request.signal.addEventListener("abort", () => response.destroy(), { once: true });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    write(`{"type":"ERROR","object":${JSON.stringify(error.body)}}\n`);
    response.end();
  }
}

/** What leaves a selector is told as it was within it, at the revision of the change. */
function lastSeen({ object }: Stored, { revision }: Stored): Stored {
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  return new Stored({ ...object, metadata }, revision);
}

function bookmark(store: Store, { resource }: Served, initial: boolean): string {
  const metadata: JsonObject = { resourceVersion: String(store.revision) };
  if (initial) metadata["annotations"] = { "k8s.io/initial-events-end": "true" };
  const object = { kind: resource.kind, apiVersion: groupVersion(resource), metadata };
  return `${JSON.stringify({ type: "BOOKMARK", object })}\n`;
}

/** A table of one row per event for kubectl, else the object in bytes that all watchers share. */
function printer(served: Served, request: ApiRequest): Following["lineOf"] {
  if (!wantsTable(request)) return (type, stored) => stored.line(type);
  const full = request.query.get("includeObject") === "Object";
  let first = true;
  return (type, stored) => {
    const object = tableOf(served, [stored], { full, headers: first });
    first = false;
    return `${JSON.stringify({ type, object })}\n`;
  };
}
