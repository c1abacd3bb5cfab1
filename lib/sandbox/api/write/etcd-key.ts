import type { Resource } from "../calls";
import type { ApiObject } from "../object";

const ETCD_NAMES: Readonly<Record<string, string>> = { nodes: "minions", services: "services/specs" };

/** Where the real server keeps an object: its conflicts name the place. */
export function etcdKey({ custom, group, plural, namespaced }: Resource, { metadata }: ApiObject): string {
  const kind = custom ? `${group}/${plural}` : (ETCD_NAMES[plural] ?? plural);
  return `/registry/${kind}/${namespaced ? `${metadata.namespace}/` : ""}${metadata.name}`;
}
