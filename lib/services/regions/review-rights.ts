import "server-only";
import type { SetupRights } from "@/lib/domain/region/access-checks";
import type { AccessAnswer } from "@/lib/domain/region/permission-check";
import { accountUserOf, RENEWAL } from "@/lib/domain/region/permissions";
import { wantedAccess, type WantedAccess } from "@/lib/domain/region/wanted-access";
import { whoAmI, type Access } from "@/lib/kube/access-review";
import type { KubeClient } from "@/lib/kube/client";
import { reviewAccesses } from "@/lib/kube/review-accesses";

/** What the account of a region may do. */
export interface Rights {
  /** One for each entry of the permission table. */
  answers: AccessAnswer[];
  installs: Pick<SetupRights, "namespaces" | "priorityClasses" | "customResources">;
  /** It is Gantry's own account and may mint its next token. */
  renewsItself: boolean;
}

const INSTALLS: readonly Access[] = [
  { verb: "create", apiGroup: "", resource: "namespaces" },
  { verb: "create", apiGroup: "scheduling.k8s.io", resource: "priorityclasses" },
  { verb: "create", apiGroup: "apiextensions.k8s.io", resource: "customresourcedefinitions" },
];

function accessOf({ verb, apiGroup, resource, namespace, name }: WantedAccess): Access {
  return {
    verb,
    apiGroup,
    resource,
    ...(namespace === null ? {} : { namespace }),
    ...(name === null ? {} : { name }),
  };
}

const isRenewal = ({ apiGroup, resource, verb }: WantedAccess): boolean =>
  apiGroup === RENEWAL.apiGroup && resource === RENEWAL.resource && verb === RENEWAL.verb;

/** Reviews every right that Gantry uses or an installation needs, in about four calls. Throws KubeError. */
export async function reviewRights(client: KubeClient, databaseNamespace: string): Promise<Rights> {
  const wanted = wantedAccess(databaseNamespace);
  const [{ username }, allowed] = await Promise.all([
    whoAmI(client),
    reviewAccesses(client, [...wanted.map((each) => accessOf(each)), ...INSTALLS]),
  ]);
  const answers = wanted.map((each, index) => ({ ...each, allowed: allowed[index] ?? false }));
  const [namespaces = false, priorityClasses = false, customResources = false] = allowed.slice(wanted.length);
  return {
    answers,
    installs: { namespaces, priorityClasses, customResources },
    renewsItself:
      username === accountUserOf(databaseNamespace) &&
      answers.some((answer) => isRenewal(answer) && answer.allowed),
  };
}
