import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { Secret } from "@/lib/kube/secret";
import { type Target, targetOf } from "@/lib/kube/testing/collection-path";
import { refuse, reply, type Answer, type Seen } from "@/lib/kube/testing/answers";
import { authority, TOKEN } from "@/lib/kube/testing/https-server";
import { issue } from "@/lib/kube/testing/x509";

interface Stored {
  metadata: { name: string; namespace?: string; resourceVersion: string } & Record<string, unknown>;
  [field: string]: unknown;
}

interface LogEntry {
  version: number;
  collection: string;
  namespace: string | null;
  line: string;
}

interface Watcher {
  collection: string;
  namespace: string | null;
  res: ServerResponse;
}

/**
 * The list and watch of an API server in a few lines, over real HTTPS on 127.0.0.1: resource versions, pages with
 * continue tokens, watches with a backlog, bookmarks, 410 after a compaction. Anything can be made to answer otherwise.
 */
export class ListWatchServer {
  readonly seen: Seen[] = [];
  kubeSystemUid = "uid-of-kube-system";
  #server: Server | null = null;
  #port = 0;
  #version = 100;
  #compactedAt = 0;
  readonly #served = new Set<string>();
  readonly #objects = new Map<string, Map<string, Stored>>();
  readonly #log: LogEntry[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly #pages = new Map<string, Stored[]>();
  readonly #sockets = new Set<Socket>();
  #overrides: { matches: (seen: Seen) => boolean; answer: Answer; left: number }[] = [];

  static async start(served: readonly string[]): Promise<ListWatchServer> {
    const made = new ListWatchServer();
    for (const collection of served) made.serve(collection);
    await made.up();
    return made;
  }

  get endpoint(): RegionEndpoint {
    return {
      server: `https://127.0.0.1:${this.#port}`,
      caPem: authority.certPem,
      contextName: "test",
      auth: { kind: "token", token: new Secret(TOKEN), expiresAt: null },
    };
  }

  get allowed(): string[] {
    return [`127.0.0.1:${this.#port}`];
  }

  /** Begins to serve a kind, as an installed CRD does. */
  serve(collection: string): void {
    this.#served.add(collection);
  }

  /** The next answers (`times` of them) to what matches are these. Gives the undoing of it. */
  override(matches: (seen: Seen) => boolean, answer: Answer, times = Number.POSITIVE_INFINITY): () => void {
    const one = { matches, answer, left: times };
    this.#overrides.unshift(one);
    return () => {
      this.#overrides = this.#overrides.filter((other) => other !== one);
    };
  }

  put(
    path: string,
    object: { metadata: { name: string } & Record<string, unknown> } & Record<string, unknown>,
  ): void {
    const { collection, namespace } = this.#target(path);
    const key = `${namespace ?? ""}/${object.metadata.name}`;
    const known = this.#objects.get(collection) ?? new Map<string, Stored>();
    const before = known.get(key);
    this.#version += 1;
    const stored: Stored = {
      ...object,
      metadata: {
        uid: before?.metadata["uid"] ?? `uid-${this.#version}`,
        creationTimestamp: "2026-11-23T06:18:19Z",
        ...object.metadata,
        ...(namespace === null ? {} : { namespace }),
        resourceVersion: String(this.#version),
      },
    };
    known.set(key, stored);
    this.#objects.set(collection, known);
    this.#tell(before ? "MODIFIED" : "ADDED", collection, namespace, stored);
  }

  remove(path: string, name: string): void {
    const { collection, namespace } = this.#target(path);
    const known = this.#objects.get(collection);
    const before = known?.get(`${namespace ?? ""}/${name}`);
    if (!before) throw new Error(`no ${name} in ${path}`);
    known?.delete(`${namespace ?? ""}/${name}`);
    this.#version += 1;
    const metadata = { ...before.metadata, resourceVersion: String(this.#version) };
    this.#tell("DELETED", collection, namespace, { ...before, metadata });
  }

  /** Changes the store without telling the watchers: a lost event. */
  forgetToTell(change: () => void): void {
    const held = [...this.#watchers];
    this.#watchers.clear();
    change();
    for (const watcher of held) this.#watchers.add(watcher);
  }

  /** Writes raw text into every watch of a path. */
  say(path: string, text: string): void {
    for (const one of this.#at(path)) one.res.write(text);
  }

  bookmark(path: string): string {
    this.#version += 1;
    const object = { kind: "Bookmark", metadata: { resourceVersion: String(this.#version) } };
    this.say(path, `${JSON.stringify({ type: "BOOKMARK", object })}\n`);
    return String(this.#version);
  }

  /** Everything older is gone: resource versions and continue tokens from before answer 410. */
  compact(): void {
    this.#version += 1;
    this.#compactedAt = this.#version;
    this.#pages.clear();
  }

  watching(path: string): number {
    return this.#at(path).length;
  }

  /** Ends the watches of a path in good order, as `timeoutSeconds` does. */
  endWatches(path: string): void {
    for (const one of this.#at(path)) one.res.end();
  }

  /** Cuts the connections of the watches of a path. */
  cutWatches(path: string): void {
    for (const one of this.#at(path)) one.res.socket?.destroy();
  }

  /** Stops to listen and cuts every connection. */
  async down(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      if (server) server.close(() => resolve());
      else resolve();
    });
  }

  /** Listens, on the port of before if there was one. */
  async up(): Promise<void> {
    const { certPem, keyPem } = issue({ name: "server", hosts: ["127.0.0.1"] }, authority);
    const server = createServer({ cert: certPem, key: keyPem }, (req, res) => this.#handle(req, res));
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(this.#port, "127.0.0.1", resolve);
    });
    const address = server.address();
    this.#port = typeof address === "object" && address !== null ? address.port : 0;
    this.#server = server;
  }

  #target(path: string): Target {
    const target = targetOf(path);
    if (!target) throw new Error(`${path} is not the path of a collection`);
    return target;
  }

  #at(path: string): Watcher[] {
    const { collection, namespace } = this.#target(path);
    return [...this.#watchers].filter((one) => one.collection === collection && one.namespace === namespace);
  }

  #tell(type: string, collection: string, namespace: string | null, object: Stored): void {
    const line = `${JSON.stringify({ type, object })}\n`;
    this.#log.push({ version: this.#version, collection, namespace, line });
    for (const one of this.#watchers) {
      if (one.collection !== collection) continue;
      if (one.namespace === null || one.namespace === namespace) one.res.write(line);
    }
  }

  #handle(req: IncomingMessage, res: ServerResponse): void {
    const url = new URL(req.url ?? "/", "https://server");
    const seen = {
      path: url.pathname,
      query: url.searchParams,
      isWatch: url.searchParams.get("watch") === "true",
    };
    this.seen.push(seen);
    const override = this.#overrides.find((one) => one.left > 0 && one.matches(seen));
    const target = targetOf(url.pathname);
    if (override) {
      override.left -= 1;
      override.answer(req, res);
    } else if (url.pathname === "/version") {
      reply(JSON.stringify({ gitVersion: "v1.35.4" }))(req, res);
    } else if (url.pathname === "/api/v1/namespaces/kube-system") {
      reply(
        JSON.stringify({ kind: "Namespace", metadata: { name: "kube-system", uid: this.kubeSystemUid } }),
      )(req, res);
    } else if (!target || !this.#served.has(target.collection)) {
      res.writeHead(404, { "content-type": "text/plain; charset=utf-8" });
      res.end("404 page not found\n");
    } else if (seen.isWatch) {
      this.#watch(target, seen, req, res);
    } else {
      this.#list(target, seen, req, res);
    }
  }

  #list(target: Target, seen: Seen, req: IncomingMessage, res: ServerResponse): void {
    const token = seen.query.get("continue");
    const all = [...(this.#objects.get(target.collection)?.values() ?? [])].filter(
      (one) => target.namespace === null || one.metadata.namespace === target.namespace,
    );
    const rest = token === null ? all : this.#pages.get(token);
    if (!rest) {
      refuse(410, "Expired")(req, res);
      return;
    }
    const limit = Number(seen.query.get("limit") ?? rest.length);
    const after = rest.slice(limit);
    const [version, index] = token === null ? [String(this.#version), 0] : token.split(".");
    const next = `${version}.${Number(index) + 1}.${target.namespace ?? ""}`;
    if (after.length > 0) this.#pages.set(next, after);
    const metadata = { resourceVersion: version, ...(after.length > 0 ? { continue: next } : {}) };
    reply(JSON.stringify({ kind: "ThingList", metadata, items: rest.slice(0, limit) }))(req, res);
  }

  #watch(target: Target, seen: Seen, req: IncomingMessage, res: ServerResponse): void {
    const from = Number(seen.query.get("resourceVersion"));
    if (from < this.#compactedAt) {
      refuse(410, "Expired")(req, res);
      return;
    }
    res.writeHead(200, { "content-type": "application/json" });
    res.flushHeaders();
    for (const entry of this.#log) {
      const isHere = target.namespace === null || entry.namespace === target.namespace;
      if (entry.version > from && entry.collection === target.collection && isHere) res.write(entry.line);
    }
    const watcher = { ...target, res };
    this.#watchers.add(watcher);
    res.on("close", () => this.#watchers.delete(watcher));
  }
}
