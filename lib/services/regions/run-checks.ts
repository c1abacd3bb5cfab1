import "server-only";
import {
  checkCredential,
  checkKubernetes,
  checkOperator,
  checkReach,
  checkSetup,
  type OperatorFound,
} from "@/lib/domain/region/access-checks";
import { nodesByZone } from "@/lib/domain/cluster/zones";
import { checkNodes, checkStorage, checkZones } from "@/lib/domain/region/capacity-checks";
import { headroomByZone } from "@/lib/domain/region/capacity-grid";
import { checked, type Check, type CheckId } from "@/lib/domain/region/check-result";
import { checkHeadroom } from "@/lib/domain/region/headroom-check";
import { checkPermissions } from "@/lib/domain/region/permission-check";
import { SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";
import type { KubeClient } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import { readLimitRanges, readQuotas } from "@/lib/kube/namespace-limits";
import { readClusterUid, readVersion } from "@/lib/kube/preflight-reads";
import { readObject } from "@/lib/kube/read-object";
import { readServerCertificate } from "@/lib/kube/server-certificate";
import { credentialFacts, openCredential } from "@/lib/services/regions/credential";
import type { RegionRow } from "@/lib/services/regions/find";
import { readOperator } from "@/lib/services/regions/operator-state";
import { reviewRights, type Rights } from "@/lib/services/regions/review-rights";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { settings } from "@/lib/services/settings";

export interface ChecksRun {
  checks: Check[];
  /** `gitVersion`; null when the API server did not answer. */
  kubernetesVersion: string | null;
}

/** The first lists of a region that was just registered take a moment. */
const FIRST_LISTS_MS = 5000;

/** What was read, or why it could not be. */
async function attempt<T>(read: Promise<T>): Promise<T | KubeError> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof KubeError) return error;
    throw error;
  }
}

/** A check that cannot be made is "not read" with the cluster's words, and hides no other. */
const notRead = (id: CheckId, why: KubeError): Check => checked(id, "not-read", kubeSentence(why));

async function orNotRead(id: CheckId, check: Promise<Check>): Promise<Check> {
  const found = await attempt(check);
  return found instanceof KubeError ? notRead(id, found) : found;
}

/** When the API server's certificate ends; null when a second connection did not come about. */
async function certificateExpiry(row: RegionRow): Promise<number | null> {
  const opened = await openCredential(row.organizationId, row.id);
  if (opened === null) return null;
  const { allowedLoopback } = settings();
  const found = await attempt(readServerCertificate(opened.endpoint, { allowedLoopback }));
  return found instanceof KubeError ? null : found.expiresAt;
}

async function credentialCheck(row: RegionRow, renewsItself: boolean | null, now: number): Promise<Check> {
  const facts = await credentialFacts({ organizationId: row.organizationId, regionId: row.id });
  if (facts === null) return checked("P2", "fail", "Gantry holds no credential of this region any more");
  return checkCredential({ ...facts, renewsItself }, now);
}

async function setupCheck(
  client: KubeClient,
  databaseNamespace: string,
  rights: Rights | KubeError,
  operator: OperatorFound,
): Promise<Check> {
  if (rights instanceof KubeError) throw rights;
  const needed = [SYSTEM_NAMESPACE, databaseNamespace];
  const found = await Promise.all(
    needed.map((name) => readObject(client, { apiVersion: "v1", kind: "Namespace", name }, "person")),
  );
  const existing = needed.filter((_name, index) => found[index] !== null);
  return checkSetup({ ...rights.installs, existing, needed }, operator.kind === "ours");
}

/** Waits until what the checks read of the watch was listed or refused, for as long as a first list may take. */
async function firstLists({ hub }: RegionRuntime): Promise<void> {
  const isOpen = (): boolean => {
    const { unread, podsScope } = hub.snapshot();
    const kinds = [
      "nodes",
      "storageclasses",
      ...(podsScope === "cluster" ? (["pods"] as const) : []),
    ] as const;
    return kinds.some((kind) => unread.get(kind) === "loading");
  };
  if (!isOpen()) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      leave();
      resolve();
    };
    const timer = setTimeout(end, FIRST_LISTS_MS);
    const leave = hub.subscribe((change) => {
      if (change.kind === "synced" && !isOpen()) end();
    });
  });
}

/** P7 to P9 come from the watch; where it may not read, or has not yet, the check says so. */
function watchedChecks({ hub }: RegionRuntime): Check[] {
  const { nodes, storageclasses, unread } = hub.snapshot();
  const read = (id: CheckId, kind: "nodes" | "storageclasses", check: () => Check): Check => {
    const why = unread.get(kind);
    if (why === undefined) return check();
    const words = why === "forbidden" ? `this account may not list ${kind}` : `${kind} are not read yet`;
    return checked(id, "not-read", words);
  };
  return [
    read("P7", "storageclasses", () => checkStorage(storageclasses, nodesByZone(nodes).size)),
    read("P8", "nodes", () => checkZones(nodes)),
    read("P9", "nodes", () => checkNodes(nodes)),
  ];
}

/** Nothing where the account may not look: what is not known cannot clip. */
async function whereAllowed<T>(lines: Promise<T[]>): Promise<T[]> {
  const found = await attempt(lines);
  if (!(found instanceof KubeError)) return found;
  if (found.kind === "forbidden") return [];
  throw found;
}

async function headroomCheck({ client, hub }: RegionRuntime, databaseNamespace: string): Promise<Check> {
  const [quotas, limits] = await Promise.all([
    whereAllowed(readQuotas(client, databaseNamespace)),
    whereAllowed(readLimitRanges(client, databaseNamespace)),
  ]);
  return checkHeadroom(headroomByZone(hub.snapshot()), { quotas, limits });
}

const NEEDS_ANSWER = ["P3", "P4", "P5", "P6", "P7", "P8", "P9", "P10"] as const;

/** All that is known of a region which does not answer, or is not the one that was registered. */
async function unreached(row: RegionRow, cause: string, now: number): Promise<ChecksRun> {
  const rest = NEEDS_ANSWER.map((id) => checked(id, "not-read", "the cluster was not reached"));
  return {
    checks: [checked("P1", "fail", cause), await credentialCheck(row, null, now), ...rest],
    kubernetesVersion: null,
  };
}

/** The version and how long it took to read, or why this cluster was not reached: the layer, or another cluster. */
async function reach(
  row: RegionRow,
  client: KubeClient,
): Promise<Awaited<ReturnType<typeof readVersion>> | string> {
  const [version, uid] = await Promise.all([attempt(readVersion(client)), attempt(readClusterUid(client))]);
  if (version instanceof KubeError) return kubeSentence(version);
  // An account that may not read the UID was registered when it could, and the watch looks, too.
  if (uid instanceof KubeError || uid === row.clusterUid) return version;
  return `Another cluster answers at this address: the UID of its kube-system namespace is ${uid}, registered was ${row.clusterUid}.`;
}

/** P1 to P10 in order; all of it reads. A region that does not answer fails P1 with the layer that failed. */
export async function runChecks(
  row: RegionRow,
  runtime: RegionRuntime,
  databaseNamespace: string,
  now: number,
): Promise<ChecksRun> {
  const { client } = runtime;
  const reached = await reach(row, client);
  if (typeof reached === "string") return unreached(row, reached, now);
  const { version, roundTripMs } = reached;
  const [certificateExpiresAt, rights, operator] = await Promise.all([
    certificateExpiry(row),
    attempt(reviewRights(client, databaseNamespace)),
    attempt(readOperator(client)),
    firstLists(runtime),
  ]);
  const found: OperatorFound =
    operator instanceof KubeError ? { kind: "not-read", why: kubeSentence(operator) } : operator;
  const isDenied = rights instanceof KubeError;
  const [credential, setup, headroom] = await Promise.all([
    credentialCheck(row, isDenied ? null : rights.renewsItself, now),
    orNotRead("P6", setupCheck(client, databaseNamespace, rights, found)),
    orNotRead("P10", headroomCheck(runtime, databaseNamespace)),
  ]);
  const checks = [
    checkReach({ roundTripMs, certificateExpiresAt }, now),
    credential,
    isDenied ? notRead("P3", rights) : checkPermissions(rights.answers),
    checkKubernetes(version),
    checkOperator(found),
    setup,
    ...watchedChecks(runtime),
    headroom,
  ];
  return { checks, kubernetesVersion: version };
}
