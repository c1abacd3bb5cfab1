import "server-only";
import type { NodeFact, Taint } from "@/lib/domain/cluster/facts";
import { conditionOf, projectBase } from "@/lib/kube/project-base";
import { cpuMilliOf, unitsOf } from "@/lib/kube/quantity";
import { fieldsOf, itemsOf, shared, textOf, textOrNull } from "@/lib/kube/read-value";

const TAINTS_MAX = 64;
const LABEL_MAX = 63;

function taintOf(raw: unknown): Taint[] {
  const { key, value, effect } = fieldsOf(raw);
  if (effect !== "NoSchedule" && effect !== "PreferNoSchedule" && effect !== "NoExecute") return [];
  return [{ key: shared(textOf(key, 317)), value: shared(textOf(value, LABEL_MAX)), effect }];
}

/** A node with what it can give to pods (allocatable, not capacity). Null when it is no node; never throws. */
export function projectNode(raw: unknown): NodeFact | null {
  const base = projectBase(raw, { kind: "Node", namespaced: false });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const spec = fieldsOf(fields["spec"]);
  const status = fieldsOf(fields["status"]);
  const room = fieldsOf(status["allocatable"] ?? status["capacity"]);
  const info = fieldsOf(status["nodeInfo"]);
  const { labels } = base;
  return {
    kind: "nodes",
    ...base,
    cpuMilli: cpuMilliOf(room["cpu"]) ?? 0,
    memoryBytes: unitsOf(room["memory"]) ?? 0,
    podsMax: unitsOf(room["pods"]) ?? 0,
    architecture: shared(textOf(info["architecture"] ?? labels["kubernetes.io/arch"], LABEL_MAX)),
    instanceType:
      labels["node.kubernetes.io/instance-type"] ?? labels["beta.kubernetes.io/instance-type"] ?? null,
    zoneBeta: labels["failure-domain.beta.kubernetes.io/zone"] ?? null,
    zone: labels["topology.kubernetes.io/zone"] ?? null,
    taints: itemsOf(spec["taints"], TAINTS_MAX).flatMap(taintOf),
    unschedulable: spec["unschedulable"] === true,
    ready: conditionOf(status["conditions"], "Ready")["status"] === "True",
    kubeletVersion: shared(textOf(info["kubeletVersion"], 64)),
    providerId: textOrNull(spec["providerID"], 256),
  };
}
