import { z } from "zod";
import { ApiError, createTransport, type Transport } from "@/lib/sandbox/standins/api-transport";
import type { Endpoint } from "@/lib/sandbox/standins/kubeconfig";
import { type Draft, type Stored, StoredSchema } from "@/lib/sandbox/standins/object";
import { pathOf, type Resource } from "@/lib/sandbox/standins/resources";

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status === 404;
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409;
export const isExpired = (error: unknown): boolean => error instanceof ApiError && error.status === 410;

const ListSchema = z.looseObject({
  metadata: z.looseObject({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(StoredSchema).nullable(),
});
const EventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["ADDED", "MODIFIED", "DELETED"]), object: StoredSchema }),
  z.object({
    type: z.literal("BOOKMARK"),
    object: z.looseObject({ metadata: z.looseObject({ resourceVersion: z.string() }) }),
  }),
  z.object({
    type: z.literal("ERROR"),
    object: z.looseObject({
      code: z.number().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
    }),
  }),
]);
export type WatchEvent = Exclude<z.output<typeof EventSchema>, { type: "ERROR" }>;

export interface Selection {
  namespace?: string | null;
  labelSelector?: string;
  fieldSelector?: string;
}

const WATCH_SECONDS = 290;
const PAGE = 500;

function queryOf(
  selection: Selection,
  rest: Record<string, string | number | boolean | undefined>,
): Record<string, string> {
  const all = { labelSelector: selection.labelSelector, fieldSelector: selection.fieldSelector, ...rest };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
}

function parseEvent(line: string): WatchEvent {
  const event = EventSchema.parse(JSON.parse(line));
  if (event.type !== "ERROR") return event;
  const { code, reason, message } = event.object;
  throw new ApiError(code ?? 500, reason ?? "InternalError", message ?? "The watch ended with an error.");
}

const namespaceOf = (draft: Draft): string | null => draft.metadata.namespace ?? null;

/** A small typed client of an API server. It retries nothing: its users reconcile. Failures are ApiErrors. */
export class ClusterClient {
  readonly #transport: Transport;

  constructor(endpoint: Endpoint, userAgent: string) {
    this.#transport = createTransport(endpoint, userAgent);
  }

  async #stored(call: Parameters<Transport["json"]>[0]): Promise<Stored> {
    return StoredSchema.parse(await this.#transport.json(call));
  }

  /** Null when there is none of this name. */
  async get(of: Resource, namespace: string | null, name: string): Promise<Stored | null> {
    try {
      return await this.#stored({ method: "GET", path: pathOf(of, namespace, name) });
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  /** All objects, in as many pages as it takes. */
  async list(of: Resource, selection: Selection = {}): Promise<{ items: Stored[]; resourceVersion: string }> {
    const items: Stored[] = [];
    let next: string | undefined;
    for (;;) {
      const query = queryOf(selection, { limit: PAGE, continue: next });
      const path = pathOf(of, selection.namespace ?? null);
      const page = ListSchema.parse(await this.#transport.json({ method: "GET", path, query }));
      items.push(...(page.items ?? []));
      next = page.metadata.continue;
      if (next === undefined || next === "") return { items, resourceVersion: page.metadata.resourceVersion };
    }
  }

  /** Events after `resourceVersion`, until the server ends the watch or the signal fires. Throws ApiError 410 when expired. */
  async *watch(
    of: Resource,
    { resourceVersion, signal, ...selection }: Selection & { resourceVersion: string; signal: AbortSignal },
  ): AsyncIterable<WatchEvent> {
    const query = queryOf(selection, {
      watch: true,
      allowWatchBookmarks: true,
      resourceVersion,
      timeoutSeconds: WATCH_SECONDS,
    });
    const path = pathOf(of, selection.namespace ?? null);
    const answer = await this.#transport.send({ method: "GET", path, query, signal });
    for await (const line of linesOf(answer.body)) yield parseEvent(line);
  }

  create(of: Resource, draft: Draft): Promise<Stored> {
    return this.#stored({ method: "POST", path: pathOf(of, namespaceOf(draft)), body: draft });
  }

  /** A JSON merge patch: lists are replaced whole, null removes. */
  patch(
    of: Resource,
    namespace: string | null,
    name: string,
    patch: object,
    subresource?: "status",
  ): Promise<Stored> {
    return this.#stored({
      method: "PATCH",
      path: pathOf(of, namespace, name, subresource),
      body: patch,
      contentType: "application/merge-patch+json",
    });
  }

  /** False when it was gone already, or when another object has the name now (`uid`). */
  async remove(
    of: Resource,
    namespace: string | null,
    name: string,
    how: { uid?: string; graceSeconds?: number } = {},
  ): Promise<boolean> {
    const body = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      ...(how.graceSeconds === undefined ? {} : { gracePeriodSeconds: how.graceSeconds }),
      ...(how.uid === undefined ? {} : { preconditions: { uid: how.uid } }),
    };
    try {
      const path = pathOf(of, namespace, name);
      const answer = await this.#transport.send({ method: "DELETE", path, body });
      await answer.body.dump();
      return true;
    } catch (error) {
      if (isNotFound(error) || isConflict(error)) return false;
      throw error;
    }
  }

  /** A call that answers with something other than an object of the table (TokenRequest). */
  post(path: string, body: object): Promise<unknown> {
    return this.#transport.json({ method: "POST", path, body });
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
