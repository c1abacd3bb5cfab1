import { join } from "node:path";

/** Where the parts of one control plane lie. */
export interface Places {
  pki: string;
  logs: string;
  etcdData: string;
  sockets: string;
  kubeconfig: string;
  url: string;
  ca: string;
}

const flags = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

export function serverFlags(at: Places): string[] {
  const file = (name: string): string => join(at.pki, name);
  return flags({
    "etcd-servers": `unix://${join(at.sockets, "etcd.sock")}`,
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    "secure-port": new URL(at.url).port,
    "cert-dir": at.pki,
    "tls-cert-file": file("apiserver.crt"),
    "tls-private-key-file": file("apiserver.key"),
    "client-ca-file": file("ca.crt"),
    // Needed for logs, which the API server fetches from kubelets.
    "kubelet-client-certificate": file("kubelet-client.crt"),
    "kubelet-client-key": file("kubelet-client.key"),
    "kubelet-preferred-address-types": "InternalIP",
    "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
    "service-account-key-file": file("service-account.pub"),
    "service-account-signing-key-file": file("service-account.key"),
    "authorization-mode": "Node,RBAC",
    "allow-privileged": "true",
    "endpoint-reconciler-type": "none",
    "service-cluster-ip-range": "10.96.0.0/16",
    "shutdown-delay-duration": "0s",
  });
}

export function controllerFlags(at: Places): string[] {
  const file = (name: string): string => join(at.pki, name);
  const kubeconfig = file("controller-manager.kubeconfig");
  return flags({
    kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "secure-port": "0",
    "use-service-account-credentials": "true",
    "service-account-private-key-file": file("service-account.key"),
    "root-ca-file": file("ca.crt"),
    "leader-elect": "false",
  });
}

export function schedulerFlags(at: Places): string[] {
  const kubeconfig = join(at.pki, "scheduler.kubeconfig");
  return flags({
    kubeconfig,
    "authentication-kubeconfig": kubeconfig,
    "authorization-kubeconfig": kubeconfig,
    "secure-port": "0",
    "leader-elect": "false",
  });
}
