import {
  budgetStrategy,
  configMapStrategy,
  eventStrategy,
  namespaceStrategy,
  nodeStrategy,
  priorityClassStrategy,
  secretStrategy,
  serviceStrategy,
} from "./core";
import { bindingStrategy, roleStrategy } from "./access";
import { definitionStrategy } from "./definitions";
import { podStrategy } from "./pods";
import type { Strategy } from "./strategy";
import { claimStrategy, storageClassStrategy, volumeStrategy } from "./volumes";
import { deploymentStrategy, replicaSetStrategy } from "./workloads";

const PLAIN: Strategy = {};

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  "/configmaps": configMapStrategy,
  "/events": eventStrategy,
  "/namespaces": namespaceStrategy,
  "/nodes": nodeStrategy,
  "/persistentvolumeclaims": claimStrategy,
  "/persistentvolumes": volumeStrategy,
  "/pods": podStrategy,
  "/secrets": secretStrategy,
  "/services": serviceStrategy,
  "apiextensions.k8s.io/customresourcedefinitions": definitionStrategy,
  "apps/deployments": deploymentStrategy,
  "apps/replicasets": replicaSetStrategy,
  "policy/poddisruptionbudgets": budgetStrategy,
  "rbac.authorization.k8s.io/clusterrolebindings": bindingStrategy,
  "rbac.authorization.k8s.io/rolebindings": bindingStrategy,
  "rbac.authorization.k8s.io/clusterroles": roleStrategy,
  "rbac.authorization.k8s.io/roles": roleStrategy,
  "scheduling.k8s.io/priorityclasses": priorityClassStrategy,
  "storage.k8s.io/storageclasses": storageClassStrategy,
};

/** The rules of a kind, by the name under which its objects are stored; kinds without rules share an empty one. */
export function strategyOf(storeName: string): Strategy {
  return STRATEGIES[storeName] ?? PLAIN;
}
