import "server-only";
import {
  reviewAccess,
  reviewRules,
  rulesAllow,
  type Access,
  type AccessRules,
} from "@/lib/kube/access-review";
import type { KubeClient } from "@/lib/kube/client";

/**
 * No namespace can have this name, so no RoleBinding can stand in it: what its rules show comes from
 * ClusterRoleBindings alone. A RoleBinding to a ClusterRole shows its cluster-wide rules, too, but grants none.
 */
const CLUSTER_WIDE = "cluster.wide";

/** So few at once that none waits for the request budget as long as its deadline. */
const SINGLE_AT_ONCE = 5;

const placeOf = (access: Access): string => access.namespace ?? CLUSTER_WIDE;

async function reviewSingly(client: KubeClient, accesses: readonly Access[]): Promise<Set<Access>> {
  const allowed = new Set<Access>();
  const left = accesses.values();
  const worker = async (): Promise<void> => {
    for (const access of left) {
      if ((await reviewAccess(client, access)).allowed) allowed.add(access);
    }
  };
  await Promise.all(Array.from({ length: SINGLE_AT_ONCE }, worker));
  return allowed;
}

/**
 * Which of these accesses the account has, in their order. One call for each namespace, and one for all that is
 * cluster-wide. Where the server says that its list of rules is incomplete, as with an authorizer outside of it,
 * what the list does not show is asked for one by one. Throws KubeError.
 */
export async function reviewAccesses(client: KubeClient, accesses: readonly Access[]): Promise<boolean[]> {
  const places = [...new Set(accesses.map(placeOf))];
  const known = new Map<string, AccessRules>(
    await Promise.all(places.map(async (place) => [place, await reviewRules(client, place)] as const)),
  );
  const rulesOf = (access: Access): AccessRules =>
    known.get(placeOf(access)) ?? { rules: [], incomplete: true };
  const isShown = (access: Access): boolean => rulesAllow(rulesOf(access).rules, access);
  const open = accesses.filter((access) => rulesOf(access).incomplete && !isShown(access));
  const singly = await reviewSingly(client, open);
  return accesses.map((access) => isShown(access) || singly.has(access));
}
