import "server-only";
import type { Secret } from "@/lib/kube/secret";

/** How Gantry proves who it is: a bearer token (expiry in epoch milliseconds, null when it has none) or a certificate. */
export type RegionAuth =
  | { kind: "token"; token: Secret; expiresAt: number | null }
  | { kind: "certificate"; certPem: string; keyPem: Secret };

/** All that is needed to reach a region, rebuilt from what was pasted; nothing else of it is kept. */
export interface RegionEndpoint {
  /** `https://host:port` with an optional path, no trailing slash. */
  server: string;
  caPem: string;
  /** The name that the certificate is checked against instead of the host. */
  tlsServerName?: string;
  /** What the cluster is called in the kubeconfig, else its host. */
  contextName: string;
  auth: RegionAuth;
}
