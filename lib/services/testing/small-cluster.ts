import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { ListWatchServer } from "@/lib/kube/testing/list-watch-server";

const SINGLE =
  /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+)\/([a-z]+)|\/(namespaces|nodes|storageclasses))\/([^/]+)$/;

const Wire = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    uid: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
  }),
});
type Wire = z.infer<typeof Wire>;
const DeleteOptions = z.looseObject({ preconditions: z.looseObject({ uid: z.string() }).optional() });

const COLLECTIONS = [
  "/api/v1/nodes",
  "/api/v1/pods",
  "/api/v1/persistentvolumeclaims",
  "/api/v1/events",
  "/apis/storage.k8s.io/v1/storageclasses",
  ...["vitessclusters", "vitesskeyspaces", "vitessshards", "vitesscells", "etcdlockservers"].map(
    (plural) => `/apis/planetscale.com/v2/${plural}`,
  ),
];

const KINDS: Record<string, string> = {
  namespaces: "Namespace",
  nodes: "Node",
  storageclasses: "StorageClass",
  pods: "Pod",
  secrets: "Secret",
  persistentvolumeclaims: "PersistentVolumeClaim",
  vitessclusters: "VitessCluster",
  vitessshards: "VitessShard",
  etcdlockservers: "EtcdLockserver",
};

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const piece of req) text += String(piece);
  return text === "" ? null : JSON.parse(text);
}

function send(res: ServerResponse, code: number, body: unknown): void {
  res.writeHead(code, { "content-type": "application/json" });
  res.end(JSON.stringify(body));
}

function status(res: ServerResponse, code: number, reason: string, kind: string, name: string): void {
  const message = `${kind} "${name}" ${reason}`;
  const details = { name, kind };
  send(res, code, { kind: "Status", apiVersion: "v1", status: "Failure", reason, message, details, code });
}

/**
 * An API server that lists, watches, gets, applies and deletes single objects over real HTTPS, for tests of what Gantry
 * writes. Nothing acts in it: no operator, no scheduler, no garbage collector.
 */
export class SmallCluster {
  /** Each write that reached it: `PATCH /api/v1/namespaces/x/secrets/y`, dry runs with a `?dryRun` behind. */
  readonly writes: string[] = [];
  readonly #objects = new Map<string, Wire>();
  readonly #server: ListWatchServer;
  readonly #meanwhile = new Map<string, () => Promise<unknown>>();
  #uids = 0;

  private constructor(server: ListWatchServer) {
    this.#server = server;
    server.override(
      ({ path }) => SINGLE.test(path),
      (req, res) => void this.#answer(req, res),
    );
  }

  static async start(): Promise<SmallCluster> {
    const cluster = new SmallCluster(await ListWatchServer.start(COLLECTIONS));
    cluster.place("/api/v1/namespaces/gantry-system", {});
    return cluster;
  }

  /** The server below, to be taken down, to change its identity or to answer otherwise. */
  get server(): ListWatchServer {
    return this.#server;
  }

  /** What happens elsewhere while the next write to this path is on its way. */
  whenWriting(path: string, meanwhile: () => Promise<unknown>): void {
    this.#meanwhile.set(path, meanwhile);
  }

  object(path: string): Wire | undefined {
    return this.#objects.get(path);
  }

  paths(): string[] {
    return [...this.#objects.keys()].toSorted();
  }

  /** Puts an object there as somebody else would. */
  place(path: string, given: Record<string, unknown>): Wire {
    const [, api = "", namespace, plural, cluster, name = ""] = SINGLE.exec(path) ?? [];
    const before = this.#objects.get(path);
    this.#uids += 1;
    const parsed = Wire.parse({
      apiVersion: api.replace(/^\/apis?\//, ""),
      kind: KINDS[plural ?? cluster ?? ""],
      ...given,
      metadata: { name, ...Object(given["metadata"]) },
    });
    const metadata = {
      ...parsed.metadata,
      uid: before?.metadata.uid ?? parsed.metadata.uid ?? `uid-${this.#uids}`,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const object = { ...parsed, metadata };
    this.#objects.set(path, object);
    const collection = path.slice(0, path.lastIndexOf("/"));
    if (!collection.endsWith("/secrets") && !collection.endsWith("/namespaces"))
      this.#server.put(collection, object);
    return object;
  }

  /** Takes away everything below a namespace, and the namespace itself. */
  empty(namespace: string): void {
    for (const path of this.paths()) {
      if (`${path}/`.includes(`/namespaces/${namespace}/`)) this.remove(path);
    }
    this.writes.length = 0;
  }

  remove(path: string): void {
    this.#objects.delete(path);
    const at = path.lastIndexOf("/");
    const collection = path.slice(0, at);
    if (!collection.endsWith("/secrets") && !collection.endsWith("/namespaces"))
      this.#server.remove(collection, path.slice(at + 1));
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? "/", "https://server");
    const path = url.pathname;
    const [, , namespace, plural, cluster, name = ""] = SINGLE.exec(path) ?? [];
    const kind = plural ?? cluster ?? "";
    const there =
      path === "/api/v1/namespaces/kube-system"
        ? { apiVersion: "v1", kind: "Namespace", metadata: { name, uid: this.#server.kubeSystemUid } }
        : this.#objects.get(path);
    const body = await bodyOf(req);
    const isDry = url.searchParams.get("dryRun") === "All";
    if (req.method !== "GET") {
      await this.#meanwhile.get(path)?.();
      this.#meanwhile.delete(path);
      this.writes.push(`${req.method ?? ""} ${path}${isDry ? "?dryRun" : ""}`);
    }
    if (namespace !== undefined && !this.#objects.has(`/api/v1/namespaces/${namespace}`)) {
      return status(res, 404, "NotFound", "namespaces", namespace);
    }
    if (req.method === "GET") {
      return there ? send(res, 200, there) : status(res, 404, "NotFound", kind, name);
    }
    if (req.method === "PATCH") return this.#apply(res, path, body, isDry);
    const wanted = DeleteOptions.parse(body).preconditions?.uid;
    if (!there) return status(res, 404, "NotFound", kind, name);
    if (wanted !== undefined && wanted !== there.metadata.uid)
      return status(res, 409, "Conflict", kind, name);
    this.remove(path);
    send(res, 200, { kind: "Status", apiVersion: "v1", status: "Success" });
  }

  #apply(res: ServerResponse, path: string, body: unknown, isDry: boolean): void {
    const given = Wire.parse(body);
    if (JSON.stringify(given).includes('"no-such-class"')) {
      const name = given.metadata.name;
      return status(res, 422, "Invalid", "VitessCluster.planetscale.com", name);
    }
    send(res, 200, isDry ? given : this.place(path, given));
  }
}

/** Three zones with two nodes of 4 CPU each, a default storage class and a running operator: room for a database. */
export function furnish(cluster: SmallCluster): void {
  for (const zone of ["eu-a", "eu-b", "eu-c"]) {
    for (const n of [1, 2]) {
      cluster.place(`/api/v1/nodes/node-${zone}-${n}`, {
        metadata: {
          labels: {
            "failure-domain.beta.kubernetes.io/zone": zone,
            "topology.kubernetes.io/zone": zone,
            "kubernetes.io/arch": "amd64",
          },
        },
        spec: {},
        status: {
          allocatable: { cpu: "4", memory: "16Gi", pods: "110" },
          nodeInfo: { architecture: "amd64", kubeletVersion: "v1.35.4" },
          conditions: [{ type: "Ready", status: "True" }],
        },
      });
    }
  }
  cluster.place("/apis/storage.k8s.io/v1/storageclasses/standard", {
    metadata: { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "disk.csi.example.com",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
    reclaimPolicy: "Delete",
  });
  cluster.place("/api/v1/namespaces/gantry-system/pods/vitess-operator-1", {
    metadata: { labels: { app: "vitess-operator" } },
    spec: {
      nodeName: "node-eu-a-1",
      containers: [{ name: "vitess-operator", image: "planetscale/vitess-operator:v2.17.0" }],
    },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [
        {
          name: "vitess-operator",
          image: "planetscale/vitess-operator:v2.17.0",
          ready: true,
          restartCount: 0,
          state: { running: {} },
        },
      ],
    },
  });
}
