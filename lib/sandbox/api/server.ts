import { once } from "node:events";
import type { KubeletLogs } from "../kubelet-logs";
import { createPodNetwork, type PodNetwork } from "../pod-network";
import { makeCertificates } from "./auth/certificates";
import { Tokens } from "./auth/tokens";
import { bootstrap } from "./bootstrap";
import { Catalog } from "./catalog";
import { startControllers } from "./controllers/start";
import { createListener } from "./http/listener";
import { Lists } from "./http/lists";
import { Registry } from "./registry";
import { startSaving } from "./saving";
import type { Server } from "./server-context";
import { readSnapshot } from "./snapshot";
import { Store } from "./store";

export interface ApiOptions {
  /** 0 takes a free one. */
  port: number;
  /** 127.0.0.1 unless told. */
  host?: string;
  /** Where the cluster is kept between starts; null forgets it. */
  dataFile: string | null;
  podNetwork?: PodNetwork;
  kubeletLogs?: KubeletLogs;
  /** Milliseconds of the wall clock. */
  now?: () => number;
}

/** A running imitation of an API server with its controllers. */
export interface Api {
  /** `https://127.0.0.1:6443` */
  url: string;
  caPem: string;
  /**
   * The kubeconfig of a user: `admin` may everything; `system:node:<name>` is that node's kubelet;
   * `system:serviceaccount:<namespace>:<name>` an existing account. Each call of one user gives the same token.
   */
  kubeconfig(user: string): string;
  tokens: Tokens;
  /** For tests and for presets: reading and writing without HTTP. */
  store: Store;
  registry: Registry;
  save(): Promise<void>;
  /** Saves, ends all watches and connections, stops the controllers. */
  close(): Promise<void>;
}

/** Starts the imitation; restores the cluster from its data file when there is one. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const host = options.host ?? "127.0.0.1";
  const now = options.now ?? Date.now;
  const found = options.dataFile === null ? undefined : await readSnapshot(options.dataFile);
  const store = new Store();
  const tokens = new Tokens(store, now);
  const catalog = new Catalog(store);
  const registry = new Registry(store, catalog, now);
  const certificates = found?.certificates ?? makeCertificates(host, now());
  const issued = new Map(Object.entries(found?.issued ?? {}));
  if (found === undefined) bootstrap(registry);
  else store.restore(found.revision, found.objects);
  tokens.restore(found?.tokens ?? []);
  const server: Server = {
    store,
    catalog,
    registry,
    tokens,
    now,
    lists: new Lists(store, now),
    podNetwork: options.podNetwork ?? createPodNetwork(),
    kubeletLogs: options.kubeletLogs,
  };
  const closing = new AbortController();
  const listener = createListener(server, certificates, closing.signal);
  listener.listen(options.port, host);
  await once(listener, "listening");
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const url = `https://${host}:${port}`;
  const stopControllers = startControllers(registry, certificates.caPem);
  const saving = startSaving(options.dataFile, store, () => ({
    certificates,
    tokens: tokens.records(),
    issued: Object.fromEntries(issued),
  }));
  return {
    url,
    caPem: certificates.caPem,
    tokens,
    store,
    registry,
    kubeconfig(user) {
      const token = issued.get(user) ?? issue(server, user);
      issued.set(user, token);
      saving.mark();
      return kubeconfigOf(url, certificates.caPem, user, token);
    },
    save: () => saving.save(),
    async close() {
      stopControllers();
      closing.abort();
      listener.closeAllConnections();
      listener.close();
      await once(listener, "close");
      await saving.stop();
    },
  };
}

/** A token that does not expire. Throws for a service account that does not exist. */
function issue({ tokens, store }: Server, user: string): string {
  const account = user.match(/^system:serviceaccount:([^:]+):(.+)$/);
  if (account !== null) {
    const [, namespace = "", name = ""] = account;
    const uid = store.get("/serviceaccounts", namespace, name)?.object.metadata.uid;
    if (uid === undefined) throw new Error(`there is no service account ${namespace}/${name}`);
    return tokens.issueFor({ namespace, name, uid }, undefined);
  }
  if (user === "admin") return tokens.issue("kubernetes-admin", ["system:masters"]);
  return tokens.issue(user, user.startsWith("system:node:") ? ["system:nodes", "system:masters"] : []);
}

function kubeconfigOf(url: string, caPem: string, user: string, token: string): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: sandbox
  cluster:
    server: ${url}
    certificate-authority-data: ${Buffer.from(caPem).toString("base64")}
contexts:
- name: sandbox
  context:
    cluster: sandbox
    user: ${JSON.stringify(user)}
current-context: sandbox
users:
- name: ${JSON.stringify(user)}
  user:
    token: ${token}
`;
}
