import "server-only";
import type { CallCount, KubeRequest } from "@/lib/kube/client";

type Verb = CallCount["verb"];

export interface CallName {
  verb: Verb;
  resource: string;
}

interface PathParts {
  /** `pods`, `vitessclusters.planetscale.com`, or the path itself for `/version` and the like. */
  resource: string;
  named: boolean;
  subresource: string | null;
  group: string;
}

function partsOf(path: string): PathParts {
  const [root, ...rest] = path.split("/").slice(1);
  if (root !== "api" && root !== "apis") {
    return { resource: `/${root ?? ""}`, named: true, subresource: null, group: "" };
  }
  const group = root === "apis" ? (rest[0] ?? "") : "";
  const inVersion = rest.slice(root === "apis" ? 2 : 1);
  // `namespaces/a` is an object itself, `namespaces/a/pods` a scope.
  const scoped = inVersion[0] === "namespaces" && inVersion.length > 2 ? inVersion.slice(2) : inVersion;
  const [plural, name, subresource] = scoped;
  const suffix = group === "" ? "" : `.${group}`;
  if (plural === undefined) return { resource: `/${root}`, named: true, subresource: null, group };
  return {
    resource: `${plural}${suffix}`,
    named: name !== undefined,
    subresource: subresource ?? null,
    group,
  };
}

function isWatch(request: KubeRequest): boolean {
  const watch = request.query?.["watch"];
  return watch === true || watch === 1 || watch === "true" || watch === "1";
}

function verbOf(request: KubeRequest, parts: PathParts): Verb {
  if (parts.subresource === "proxy") return "proxy";
  switch (request.method) {
    case "GET":
      if (isWatch(request)) return "watch";
      return parts.named ? "get" : "list";
    case "POST":
      return /^(authorization|authentication)\.k8s\.io$/.test(parts.group) ? "review" : "create";
    case "PATCH":
      return request.contentType === "application/apply-patch+yaml" ? "apply" : "patch";
    case "PUT":
      return "patch";
    case "DELETE":
      return "delete";
  }
}

/** What kind of call a request is; names of objects and namespaces never show. */
export function nameCall(request: KubeRequest): CallName {
  const parts = partsOf(request.path);
  const resource = parts.subresource === null ? parts.resource : `${parts.resource}/${parts.subresource}`;
  return { verb: verbOf(request, parts), resource };
}

/** Counts the calls to one region by kind since its client was opened. */
export class CallLedger {
  readonly #counts = new Map<string, CallCount>();

  /** Counts a call that is sent now; the returned function adds bytes as they arrive, before decompression. */
  record(request: KubeRequest, now: number): (bytes: number) => void {
    const { verb, resource } = nameCall(request);
    const key = `${verb} ${resource}`;
    const count = this.#counts.get(key) ?? { verb, resource, calls: 0, bytes: 0, lastAt: now };
    this.#counts.set(key, count);
    count.calls += 1;
    count.lastAt = now;
    return (bytes) => {
      count.bytes += bytes;
    };
  }

  entries(): readonly CallCount[] {
    return [...this.#counts.values()].map((count) => ({ ...count }));
  }
}
