import "server-only";
import { scrub } from "@/lib/kube/scrub";

/** What a node tells of where it runs. */
export interface NodeTraits {
  /** `spec.providerID`, such as `aws:///eu-central-1a/i-0abc`. */
  providerId: string | null;
  labels: Readonly<Record<string, string>>;
}

interface Provider {
  name: string;
  /** Scheme of `spec.providerID`. */
  scheme?: RegExp;
  /** A label that the managed service sets on its nodes. */
  label?: RegExp;
  /** A suffix of the API server's version. */
  version?: RegExp;
}

/** Managed services before the clouds that they run in. */
const PROVIDERS: readonly Provider[] = [
  { name: "EKS", label: /^(eks\.amazonaws\.com|alpha\.eksctl\.io)\//, version: /-eks-/ },
  { name: "GKE", label: /^cloud\.google\.com\/gke-/, version: /-gke\./ },
  { name: "AKS", label: /^kubernetes\.azure\.com\// },
  { name: "OpenShift", label: /^node\.openshift\.io\// },
  { name: "RKE2", version: /\+rke2/ },
  { name: "k3s", scheme: /^k3s:/, version: /\+k3s/ },
  { name: "kind", scheme: /^kind:/ },
  { name: "minikube", label: /^minikube\.k8s\.io\// },
  { name: "AWS", scheme: /^aws:/ },
  { name: "Google Cloud", scheme: /^gce:/ },
  { name: "Azure", scheme: /^azure:/ },
  { name: "DigitalOcean", scheme: /^digitalocean:/ },
  { name: "Hetzner", scheme: /^(hcloud|hrobot):/ },
  { name: "IBM Cloud", scheme: /^ibm:/ },
  { name: "Oracle Cloud", scheme: /^(oci:|ocid1\.)/ },
  { name: "OpenStack", scheme: /^openstack:/ },
  { name: "Scaleway", scheme: /^scaleway:/ },
  { name: "vSphere", scheme: /^vsphere:/ },
];

const REGION_LABELS = ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"];

function matches(provider: Provider, nodes: readonly NodeTraits[], version: string): boolean {
  const { scheme, label } = provider;
  if (provider.version?.test(version) === true) return true;
  return nodes.some(
    ({ providerId, labels }) =>
      (scheme !== undefined && providerId !== null && scheme.test(providerId)) ||
      (label !== undefined && Object.keys(labels).some((key) => label.test(key))),
  );
}

/** The region that most nodes name. */
function commonRegion(nodes: readonly NodeTraits[]): string | null {
  const counts = new Map<string, number>();
  for (const { labels } of nodes) {
    const region = REGION_LABELS.map((label) => labels[label]).find(
      (value) => value !== undefined && value !== "",
    );
    if (region !== undefined) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
  return most === undefined ? null : scrub(most[0]);
}

/** Who runs a cluster and in which cloud region, as its nodes and version tell; null where nothing tells. */
export function providerOf(
  nodes: readonly NodeTraits[],
  version: string,
): { provider: string | null; cloudRegion: string | null } {
  const provider = PROVIDERS.find((each) => matches(each, nodes, version))?.name ?? null;
  return { provider, cloudRegion: commonRegion(nodes) };
}
