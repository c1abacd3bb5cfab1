import "server-only";
import { dump } from "js-yaml";

/** YAML of one object or of several documents, keys in the order that they have. */
export function toYaml(objects: object | readonly object[]): string {
  const list = Array.isArray(objects) ? objects : [objects];
  return list.map((each: unknown) => dump(each, { lineWidth: 120, noRefs: true })).join("---\n");
}
