import "server-only";
import { CATALOGUE, entryFor, matrixWords, type CatalogueEntry } from "@/lib/domain/region/catalogue";
import { namespaceOf } from "@/lib/domain/database/names";
import { SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";
import { ServiceError } from "@/lib/domain/errors";
import { ManifestError, parseOperatorManifest, rewriteOperatorManifest } from "@/lib/kube/operator-manifest";
import type { KubeObject } from "@/lib/kube/object";
import { toYaml } from "@/lib/kube/yaml";
import { operatorManifest, simulatedManifest } from "@/lib/services/regions/catalogue-file";
import type { RegionRow } from "@/lib/services/regions/find";
import { INSTALL_LABEL } from "@/lib/services/regions/operator-objects";
import { readOperator } from "@/lib/services/regions/operator-state";
import type { OperatorFound } from "@/lib/domain/region/access-checks";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { ensureInstall } from "@/lib/services/people/set-up";

export interface OperatorPlan {
  entry: CatalogueEntry;
  words: { title: string; detail: string }[];
  yaml: string;
  objects: KubeObject[];
  refusal: string | null;
}

const SIMULATED_VERSION = "2.17.0-simulated";

/** Where the manifest comes from for this region, with its text; null where no version fits. */
async function source(row: RegionRow): Promise<{ entry: CatalogueEntry; text: string } | null> {
  if (row.simulated) {
    const { text, sha256 } = await simulatedManifest();
    const [newest] = CATALOGUE;
    if (!newest) return null;
    return {
      entry: {
        ...newest,
        version: SIMULATED_VERSION,
        url: "comes with Gantry",
        sha256,
        image: "gantry-standin/vitess-operator:v2.17.0",
      },
      text,
    };
  }
  const entry = entryFor(row.kubernetesVersion ?? "");
  return entry ? { entry, text: await operatorManifest(entry) } : null;
}

function wordsOf(
  entry: CatalogueEntry,
  objects: readonly KubeObject[],
  namespaces: readonly string[],
): OperatorPlan["words"] {
  const count = (kind: string): number => objects.filter((object) => object.kind === kind).length;
  return [
    {
      title: `${count("CustomResourceDefinition")} kinds of planetscale.com`,
      detail: "What a Vitess database is made of; none of your own kinds change.",
    },
    {
      title: `vitess-operator ${entry.version}`,
      detail: `One pod in ${SYSTEM_NAMESPACE}, image ${entry.image}, asks for 0.1 CPU and 128 Mi.`,
    },
    {
      title: "Its rights",
      detail: `Pods, services, claims, secrets and deployments: a cluster role. It watches these namespaces only: ${namespaces.join(", ")}.`,
    },
    {
      title: `${count("PriorityClass")} priority classes`,
      detail: "vitess (1000) and vitess-operator-control-plane (5000); neither is a default.",
    },
    { title: `${count("Namespace")} namespaces`, detail: namespaces.join(", ") },
  ];
}

function refusalOf(found: OperatorFound): string | null {
  switch (found.kind) {
    case "absent":
    case "ours":
      return null;
    case "foreign":
      return `Another vitess-operator runs here already (${found.where}). Gantry does not overwrite what it did not install.`;
    case "not-read":
      return `This account may not look whether an operator runs here. ${found.why}`;
  }
}

/** A second organization on one cluster shares the operator: the namespaces that it watches are kept. */
function databaseNamespaces(slug: string, found: OperatorFound): string[] {
  const known = found.kind === "ours" ? found.watched.filter((each) => each !== SYSTEM_NAMESPACE) : [];
  return [...new Set([...known, namespaceOf(slug)])].toSorted((a, b) => a.localeCompare(b));
}

/** What an installation would apply to this region, rewritten for it. Reads the cluster, changes nothing. */
export async function planFor(row: RegionRow, runtime: RegionRuntime, slug: string): Promise<OperatorPlan> {
  const [chosen, installId, found] = await Promise.all([
    source(row),
    ensureInstall(),
    readOperator(runtime.client),
  ]);
  if (!chosen) {
    throw new ServiceError(
      "precondition",
      `Kubernetes ${row.kubernetesVersion ?? "of unknown version"} fits no operator that Gantry installs: ${matrixWords()}.`,
    );
  }
  const namespaces = databaseNamespaces(slug, found);
  try {
    const objects = rewriteOperatorManifest(parseOperatorManifest(chosen.text), {
      operatorNamespace: SYSTEM_NAMESPACE,
      databaseNamespaces: namespaces,
      image: chosen.entry.image,
      labels: { "app.kubernetes.io/managed-by": "gantry", [INSTALL_LABEL]: installId },
    });
    return {
      entry: chosen.entry,
      words: wordsOf(chosen.entry, objects, [SYSTEM_NAMESPACE, ...namespaces]),
      yaml: toYaml(objects),
      objects,
      refusal: refusalOf(found),
    };
  } catch (error) {
    if (error instanceof ManifestError) throw new ServiceError("precondition", error.message);
    throw error;
  }
}
