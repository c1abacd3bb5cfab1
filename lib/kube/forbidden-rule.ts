import "server-only";
import type { KubeError } from "@/lib/kube/kube-error";

/** The rule of RBAC that a 403 says is missing. `namespace` is null when it must hold cluster-wide. */
export interface MissingRule {
  user: string;
  verb: string;
  group: string;
  /** With its subresource: `pods/proxy`. */
  resource: string;
  namespace: string | null;
}

/** What said no with 403: the rights of the account, a quota, or an admission policy. */
export type ForbiddenBy = "rights" | "quota" | "admission";

/** k8s.io/apiserver, pkg/endpoints/handlers/responsewriters/errors.go: forbiddenMessage. */
const RIGHTS =
  /User "([^"]{1,253})" cannot ([a-z*]{1,32}) resource "([^"]{1,253})" in API group "([^"]{0,253})"(?: in the namespace "([^"]{1,63})"| at the cluster scope)?/;

/** The rule that is missing, read from the server's own sentence; null when the 403 speaks of something else. */
export function missingRule(error: KubeError): MissingRule | null {
  if (error.kind !== "forbidden") return null;
  const found = RIGHTS.exec(error.message);
  if (found === null) return null;
  const [, user = "", verb = "", resource = "", group = "", namespace] = found;
  return { user, verb, resource, group, namespace: namespace ?? null };
}

/** Tells a refusal for want of rights from one of a quota or an admission policy; null when it is no 403. */
export function forbiddenBy(error: KubeError): ForbiddenBy | null {
  if (error.kind !== "forbidden") return null;
  if (missingRule(error) !== null) return "rights";
  return error.message.includes("exceeded quota") || error.message.includes("failed quota")
    ? "quota"
    : "admission";
}
