import "server-only";
import { DatabaseDraft } from "@/lib/contract/inputs";
import type { DryRunAnswer } from "@/lib/contract/plan";
import { applyObject } from "@/lib/kube/install-apply";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import type { KubeObject } from "@/lib/kube/object";
import { draftClusterOf } from "@/lib/services/databases/cluster-objects";
import { planDraft } from "@/lib/services/databases/plan-draft";
import { ensureInstall } from "@/lib/services/people/set-up";
import { regionFailure } from "@/lib/services/regions/failure";
import { openRegion } from "@/lib/services/regions/find";
import { SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

interface Said {
  ok: boolean;
  words: string[];
}

const REFUSALS = new Set<KubeError["kind"]>(["invalid", "forbidden", "conflict"]);

const isMissingNamespace = (error: KubeError): boolean =>
  error.kind === "not-found" && error.object?.kind.toLowerCase().startsWith("namespace") === true;

const refusalWords = (error: KubeError): string[] => [
  kubeSentence(error),
  ...error.causes.map((cause) => (cause.field === null ? cause.message : `${cause.field}: ${cause.message}`)),
];

/** Tries the object where it is to go. Null: that namespace does not exist yet. Throws what is no answer of the server. */
async function tryIn(runtime: RegionRuntime, object: KubeObject, namespace: string): Promise<Said | null> {
  const { name } = object.metadata;
  try {
    await applyObject(
      runtime.client,
      { ...object, metadata: { ...object.metadata, namespace } },
      { dryRun: true, force: false },
    );
    return { ok: true, words: [`vitesscluster.planetscale.com/${name} serverside-applied (server dry run)`] };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    if (isMissingNamespace(error)) return null;
    if (error.kind === "not-found") {
      const words = ["This cluster does not serve the kind VitessCluster. Install the operator first."];
      return { ok: false, words };
    }
    if (!REFUSALS.has(error.kind)) throw regionFailure(error);
    return { ok: false, words: refusalWords(error) };
  }
}

async function dryRun(runtime: RegionRuntime, object: KubeObject): Promise<Said> {
  const said = await tryIn(runtime, object, runtime.namespace);
  if (said !== null) return said;
  const missing = `The namespace ${runtime.namespace} does not exist yet; Gantry makes it first.`;
  const elsewhere = await tryIn(runtime, object, SYSTEM_NAMESPACE);
  if (elsewhere === null) {
    return { ok: true, words: [missing, "The VitessCluster itself is tried once a namespace exists."] };
  }
  return {
    ok: elsewhere.ok,
    words: [missing, `Tried in ${SYSTEM_NAMESPACE} instead:`, ...elsewhere.words],
  };
}

/** Has the API server judge the VitessCluster of a draft as if it were applied; it keeps nothing. */
export const dryRunDatabase = defineRead(
  "database.plan",
  DatabaseDraft,
  async (ctx, input): Promise<DryRunAnswer> => {
    const { regionId, ...given } = input;
    const { runtime } = await openRegion(ctx, regionId);
    const place = { namespace: runtime.namespace, organizationId: ctx.actor.organizationId };
    const object = draftClusterOf(
      planDraft(runtime, runtime.hub.snapshot(), given).spec,
      place,
      await ensureInstall(),
    );
    const said = await dryRun(runtime, object);
    return { ...said, at: ctx.now().getTime() };
  },
);
