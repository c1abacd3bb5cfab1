import "server-only";
import type { Secret } from "@/lib/kube/secret";

export type KubeMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type KubeContentType =
  | "application/json"
  | "application/apply-patch+yaml"
  | "application/merge-patch+json";

export interface KubeRequest {
  method: KubeMethod;
  /** Absolute path on the API server, segments already encoded. */
  path: string;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  contentType?: KubeContentType;
  /** Deadline of the whole call; 15 s unless told. For a stream: until its headers. */
  timeoutMs?: number;
  /** The most that is read of the answer, after decompression; 32 MiB unless told. */
  maxBytes?: number;
  /** Told of every piece of the answer as it comes over the wire, before decompression. */
  onWireBytes?: (bytes: number) => void;
  /** A stream that is silent for longer is cut; 60 s unless told. */
  idleMs?: number;
  signal?: AbortSignal;
  /** Awaited when the request's turn has come and it is about to leave; a throw keeps it here. */
  beforeSend?: () => Promise<void>;
  /** Ten requests a second and region, three of them kept for people (decision 6). */
  lane?: "person" | "background";
}

export interface KubeStream {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: AsyncIterable<Uint8Array>;
}

/** One line of the ledger: what kind of call Gantry made, how often, when last. */
export interface CallCount {
  verb: "get" | "list" | "watch" | "create" | "apply" | "patch" | "delete" | "proxy" | "review";
  /** `pods`, `vitessclusters.planetscale.com`, `pods/proxy`; never a name. */
  resource: string;
  calls: number;
  bytes: number;
  lastAt: number;
}

/** The one way to a region's API server. Every failure is a KubeError with the layer that failed. */
export interface KubeClient {
  /** A JSON call: content type checked, size and time capped, no redirects. Throws KubeError. */
  json(request: KubeRequest): Promise<unknown>;
  /** A stream (watch, pod proxy, logs) after its 2xx headers. Throws KubeError, also while reading. */
  stream(request: KubeRequest): Promise<KubeStream>;
  ledger(): readonly CallCount[];
  /** The token that every later call carries; open connections and watches go on. Not for a client certificate. */
  useToken(token: Secret): void;
  close(): Promise<void>;
}
