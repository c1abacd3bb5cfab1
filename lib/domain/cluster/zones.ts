import type { NodeFact } from "@/lib/domain/cluster/facts";
import type { DatabaseSpec } from "@/lib/domain/database/spec";

export type ZoneRule = DatabaseSpec["zoneLabel"];

/** The node labels behind the rules. The operator itself knows the first one only (pkg/operator/k8s/labels.go). */
export const ZONE_LABELS: Record<Exclude<ZoneRule, "none">, string> = {
  beta: "failure-domain.beta.kubernetes.io/zone",
  topology: "topology.kubernetes.io/zone",
};

/** The Vitess images are built for linux/amd64 only (vitess, docker/lite). */
export const VITESS_ARCHITECTURE = "amd64";

/** A cordon is a moment, not a trait: Kubernetes spells it as a taint, too. */
const CORDON = "node.kubernetes.io/unschedulable";

/** The taints of a node apart from those of a cordon. */
export const openTaints = (node: NodeFact): NodeFact["taints"] =>
  node.taints.filter((taint) => taint.key !== CORDON);

/** A taint that keeps a pod without tolerations away. */
export const isBarred = (node: NodeFact): boolean =>
  node.taints.some((taint) => taint.effect !== "PreferNoSchedule");

/** True when new pods of a database can be scheduled there, room apart. */
export function isUsable(node: NodeFact): boolean {
  return (
    node.ready &&
    !node.unschedulable &&
    node.deletionAt === null &&
    node.architecture === VITESS_ARCHITECTURE &&
    !isBarred(node)
  );
}

/**
 * Which label pins pods to zones. "beta" when every node that could hold pods carries it: then a cell may name its zone.
 * "topology" when they carry only the newer label: with a named zone every pod would stay Pending for ever.
 * Nodes of another architecture make it "topology" too where they can, for the operator's own pin does not keep vtorc
 * off them. "none" when nodes lack a label: the database cannot be told to spread over zones.
 */
export function zoneRule(nodes: readonly NodeFact[]): ZoneRule {
  const fit = nodes.filter((node) => node.architecture === VITESS_ARCHITECTURE && !isBarred(node));
  if (fit.length === 0) return "none";
  const beta = fit.every((node) => node.zoneBeta !== null);
  const topology = fit.every((node) => node.zone !== null);
  const mixed = nodes.some((node) => node.architecture !== VITESS_ARCHITECTURE && !isBarred(node));
  if (beta && !(mixed && topology)) return "beta";
  return topology ? "topology" : "none";
}

/** The zone of a node by the rule; "" where nodes have none. */
export function zoneOf(node: NodeFact, rule: ZoneRule): string {
  if (rule === "none") return "";
  return (rule === "beta" ? node.zoneBeta : node.zone) ?? "";
}

/** The nodes of each zone by the rule that plans go by; empty where nodes have no zones. */
export function nodesByZone(nodes: readonly NodeFact[]): Map<string, NodeFact[]> {
  const rule = zoneRule(nodes);
  return Map.groupBy(
    nodes.filter((node) => zoneOf(node, rule) !== ""),
    (node) => zoneOf(node, rule),
  );
}
