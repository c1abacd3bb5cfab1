import "server-only";
import { ZONE_LABELS } from "@/lib/domain/cluster/zones";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import type { Apart, Component } from "@/lib/domain/placement/pods";

/** Architectures that the Vitess images are not built for; nodes without the label are let pass. */
const OTHER_ARCHITECTURES = ["arm64", "arm", "ppc64le", "s390x", "riscv64"];
const HOSTNAME = "kubernetes.io/hostname";

export interface Where {
  spec: DatabaseSpec;
  component: Component;
  /** Zones that the pods may run in; null means any. */
  zones: readonly string[] | null;
  apart: Apart;
}

interface AffinityTerm {
  labelSelector: { matchLabels: Record<string, string> };
  topologyKey: string;
}

const zoneKey = (spec: DatabaseSpec): string | null =>
  spec.zoneLabel === "none" ? null : ZONE_LABELS[spec.zoneLabel];

/** All pods of one component of this database; tablets of its one keyspace are those of its one shard. */
function selector({ spec, component }: Where): Record<string, string> {
  const shard =
    component === "vttablet" || component === "vtorc"
      ? { "planetscale.com/keyspace": spec.keyspace, "planetscale.com/shard": "x-x" }
      : {};
  return { "planetscale.com/cluster": spec.name, "planetscale.com/component": component, ...shard };
}

function nodeAffinity({ spec, zones }: Where): object {
  const key = zoneKey(spec);
  const zone = zones !== null && key !== null ? [{ key, operator: "In", values: zones }] : [];
  const arch = { key: "kubernetes.io/arch", operator: "NotIn", values: OTHER_ARCHITECTURES };
  return {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [arch, ...zone] }],
    },
  };
}

function podAntiAffinity(where: Where): object {
  const key = zoneKey(where.spec);
  const term = (topologyKey: string): AffinityTerm => ({
    labelSelector: { matchLabels: selector(where) },
    topologyKey,
  });
  const prefer = (topologyKey: string, weight: number) => ({ weight, podAffinityTerm: term(topologyKey) });
  const soft = [prefer(HOSTNAME, 100), ...(key === null ? [] : [prefer(key, 50)])];
  if (where.apart === "node") {
    return {
      requiredDuringSchedulingIgnoredDuringExecution: [term(HOSTNAME)],
      ...(key === null ? {} : { preferredDuringSchedulingIgnoredDuringExecution: [prefer(key, 50)] }),
    };
  }
  if (where.apart === "zone" && key !== null) {
    return {
      requiredDuringSchedulingIgnoredDuringExecution: [term(key)],
      preferredDuringSchedulingIgnoredDuringExecution: [prefer(HOSTNAME, 100)],
    };
  }
  return { preferredDuringSchedulingIgnoredDuringExecution: soft };
}

/**
 * The affinity of one kind of pods. It replaces the operator's own, zone pin included (vitess-operator#649), so
 * everything is said here: architecture, zones, what must and what should keep apart.
 */
export function affinityOf(where: Where): object {
  return { nodeAffinity: nodeAffinity(where), podAntiAffinity: podAntiAffinity(where) };
}

/**
 * Lets no single node hold all `count` pods. A Deployment rolls over this without a free node, which a required
 * anti-affinity would ask for.
 */
export function neverAllOnOneNode(where: Where, count: number): object[] {
  return [
    {
      maxSkew: count - 1,
      topologyKey: HOSTNAME,
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchLabels: selector(where) },
    },
  ];
}

/** Stateless pods leave a lost node after 30 s instead of the 5 minutes that Kubernetes gives. */
export const LEAVE_LOST_NODES_SOON = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].map(
  (key) => ({ key, operator: "Exists", effect: "NoExecute", tolerationSeconds: 30 }),
);
