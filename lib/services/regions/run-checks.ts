import "server-only";
import { and, eq } from "drizzle-orm";
import { regionCredentials } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import {
  checkCredential,
  checkKubernetes,
  checkOperator,
  checkPermissions,
  checkReach,
  checkSetup,
  type AccessAnswer,
  type OperatorFound,
} from "@/lib/domain/region/access-checks";
import { checkHeadroom, checkNodes, checkStorage, checkZones } from "@/lib/domain/region/capacity-checks";
import { headroomByZone } from "@/lib/domain/region/capacity-grid";
import { checked, type Check } from "@/lib/domain/region/check-result";
import { permissionRules, SYSTEM_NAMESPACE, type PermissionRule } from "@/lib/domain/region/permissions";
import { reviewAccess, type Access } from "@/lib/kube/access-review";
import type { KubeClient } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import { readVersion } from "@/lib/kube/preflight-reads";
import { readLimitRanges, readQuotas } from "@/lib/kube/namespace-limits";
import { readObject } from "@/lib/kube/read-object";
import { readServerCertificate } from "@/lib/kube/server-certificate";
import { formatBytes, formatCpu, formatFigure } from "@/lib/domain/format";
import { openCredential } from "@/lib/services/regions/credential";
import { settings } from "@/lib/services/settings";
import type { RegionRow } from "@/lib/services/regions/find";
import { readOperator } from "@/lib/services/regions/operator-state";
import type { RegionRuntime } from "@/lib/services/regions/runtime";

function accessesOf(
  rule: PermissionRule,
  databaseNamespace: string,
): { pack: PermissionRule["pack"]; access: Access }[] {
  const namespace =
    rule.scope === "databases" ? databaseNamespace : rule.scope === "system" ? SYSTEM_NAMESPACE : undefined;
  const [name] = rule.resourceNames ?? [];
  return rule.resources.flatMap((resource) =>
    rule.verbs.map((verb) => ({
      pack: rule.pack,
      access: {
        verb,
        apiGroup: rule.apiGroup,
        resource,
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
      },
    })),
  );
}

/** One review for each verb and resource of the permission table, a few at a time under the region's budget. */
async function reviewAll(client: KubeClient, databaseNamespace: string): Promise<AccessAnswer[]> {
  const wanted = permissionRules(databaseNamespace).flatMap((rule) => accessesOf(rule, databaseNamespace));
  return Promise.all(
    wanted.map(async ({ pack, access }) => ({
      pack,
      verb: access.verb,
      apiGroup: access.apiGroup,
      resource: access.resource,
      namespace: access.namespace ?? null,
      allowed: (await reviewAccess(client, access)).allowed,
    })),
  );
}

const INSTALLS: readonly Access[] = [
  { verb: "create", apiGroup: "", resource: "namespaces" },
  { verb: "create", apiGroup: "scheduling.k8s.io", resource: "priorityclasses" },
  { verb: "create", apiGroup: "apiextensions.k8s.io", resource: "customresourcedefinitions" },
];

async function checkSetupOf(
  client: KubeClient,
  databaseNamespace: string,
  operator: OperatorFound,
): Promise<Check> {
  const needed = [SYSTEM_NAMESPACE, databaseNamespace];
  const [rights, found] = await Promise.all([
    Promise.all(INSTALLS.map((access) => reviewAccess(client, access))),
    Promise.all(
      needed.map((name) => readObject(client, { apiVersion: "v1", kind: "Namespace", name }, "person")),
    ),
  ]);
  const [namespaces = false, priorityClasses = false, customResources = false] = rights.map(
    (each) => each.allowed,
  );
  const existing = needed.filter((_name, index) => found[index] !== null);
  return checkSetup(
    { namespaces, priorityClasses, customResources, existing, needed },
    operator.kind === "ours",
  );
}

/** A check that the account may not make is "not read" with the server's words, and hides no other. */
async function orNotRead(id: string, title: string, work: () => Promise<Check>): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KubeError) || error.kind !== "forbidden") throw error;
    return checked(id, title, "not-read", kubeSentence(error));
  }
}

async function credentialOf(row: RegionRow): Promise<Parameters<typeof checkCredential>[0]> {
  const [found] = await db()
    .select({
      kind: regionCredentials.kind,
      expiresAt: regionCredentials.expiresAt,
      createdAt: regionCredentials.createdAt,
    })
    .from(regionCredentials)
    .where(
      and(eq(regionCredentials.regionId, row.id), eq(regionCredentials.organizationId, row.organizationId)),
    );
  return {
    kind: found?.kind === "certificate" ? "certificate" : "token",
    expiresAt: found?.expiresAt?.getTime() ?? null,
    addedAt: (found?.createdAt ?? row.createdAt).getTime(),
  };
}

const CLIPPING = /^(requests\.|limits\.)?(cpu|memory|storage)$|^(pods|persistentvolumeclaims)$/;

function amountWords(resource: string, amount: number): string {
  if (resource.endsWith("cpu")) return formatCpu(amount);
  return /memory|storage/.test(resource) ? formatBytes(amount) : formatFigure(amount);
}

/** Quotas and limits of the namespace that may clip a tablet, in words; none where they may not be read. */
async function clipsOf(client: KubeClient, namespace: string): Promise<{ words: string }[]> {
  try {
    const [quotas, limits] = await Promise.all([
      readQuotas(client, namespace),
      readLimitRanges(client, namespace),
    ]);
    return [
      ...quotas
        .filter((line) => !line.scoped && CLIPPING.test(line.resource))
        .map(({ quota, resource, used, hard }) => ({
          words: `ResourceQuota ${quota}: ${amountWords(resource, used)} of ${amountWords(resource, hard)} ${resource} used`,
        })),
      ...limits.flatMap(({ limitRange, type, resource, max }) =>
        max === null
          ? []
          : [
              {
                words: `LimitRange ${limitRange}: a ${type} asks for ${amountWords(resource, max)} ${resource} at most`,
              },
            ],
      ),
    ];
  } catch (error) {
    if (error instanceof KubeError && (error.kind === "forbidden" || error.kind === "not-found")) return [];
    throw error;
  }
}

async function certificateExpiry(row: RegionRow): Promise<number | null> {
  const endpoint = await openCredential(row.organizationId, row.id);
  if (!endpoint) return null;
  return (await readServerCertificate(endpoint, { allowedLoopback: settings().allowedLoopback })).expiresAt;
}

/** Nodes and storage come from the watch; where it may not read them the check says so. */
function watchedChecks(runtime: RegionRuntime): Record<"P7" | "P8" | "P9", Check> {
  const { nodes, storageclasses, unread } = runtime.hub.snapshot();
  const zones = new Set(nodes.flatMap((node) => node.zoneBeta ?? node.zone ?? [])).size;
  const words = (kind: "nodes" | "storageclasses"): string =>
    unread.get(kind) === "forbidden" ? `this account may not list ${kind}` : `${kind} are not read yet`;
  return {
    P7: unread.has("storageclasses")
      ? checked("P7", "Storage", "not-read", words("storageclasses"))
      : checkStorage(storageclasses, zones),
    P8: unread.has("nodes") ? checked("P8", "Zones", "not-read", words("nodes")) : checkZones(nodes),
    P9: unread.has("nodes") ? checked("P9", "Node shapes", "not-read", words("nodes")) : checkNodes(nodes),
  };
}

/** P1 to P10 in order. Throws KubeError when the API server does not answer at all. */
export async function runChecks(
  row: RegionRow,
  runtime: RegionRuntime,
  databaseNamespace: string,
  now: number,
): Promise<Check[]> {
  const { client } = runtime;
  const { version, roundTripMs } = await readVersion(client);
  const [certificateExpiresAt, credential, answers, operator, clips] = await Promise.all([
    certificateExpiry(row),
    credentialOf(row),
    reviewAll(client, databaseNamespace),
    readOperator(client),
    clipsOf(client, databaseNamespace),
  ]);
  const setup = await orNotRead("P6", "Priority, namespaces", () =>
    checkSetupOf(client, databaseNamespace, operator),
  );
  const { P7, P8, P9 } = watchedChecks(runtime);
  return [
    checkReach({ roundTripMs, certificateExpiresAt }, now),
    checkCredential(credential, now),
    checkPermissions(answers),
    checkKubernetes(version),
    checkOperator(operator),
    setup,
    P7,
    P8,
    P9,
    checkHeadroom(headroomByZone(runtime.hub.snapshot()), clips),
  ];
}
