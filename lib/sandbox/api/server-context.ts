import type { KubeletLogs } from "../kubelet-logs";
import type { PodNetwork } from "../pod-network";
import type { Tokens } from "./auth/tokens";
import type { Catalog } from "./catalog";
import type { Lists } from "./http/lists";
import type { Registry } from "./registry";
import type { Store } from "./store";

/** What the handlers of requests work on. */
export interface Server {
  store: Store;
  catalog: Catalog;
  registry: Registry;
  lists: Lists;
  tokens: Tokens;
  podNetwork: PodNetwork;
  kubeletLogs: KubeletLogs | undefined;
  now: () => number;
}
