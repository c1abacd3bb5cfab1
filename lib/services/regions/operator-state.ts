import "server-only";
import { z } from "zod";
import type { OperatorFound } from "@/lib/domain/region/access-checks";
import { OPERATOR_NAME, versionOfImage } from "@/lib/domain/region/operator";
import { SYSTEM_NAMESPACE, VITESS_CLUSTERS } from "@/lib/domain/region/permissions";
import type { KubeClient } from "@/lib/kube/client";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import type { KubeObject } from "@/lib/kube/object";
import { readObject } from "@/lib/kube/read-object";
import { ensureInstall } from "@/lib/services/people/set-up";
import { INSTALL_LABEL } from "@/lib/services/regions/operator-objects";

const WATCHED = "WATCH_NAMESPACE";

const Deployment = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        containers: z
          .array(
            z.object({
              image: z.string(),
              env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
            }),
          )
          .min(1),
      }),
    }),
  }),
  status: z.object({ availableReplicas: z.number().default(0) }).default({ availableReplicas: 0 }),
});

function describe(object: KubeObject): Extract<OperatorFound, { kind: "ours" }> {
  const { spec, status } = Deployment.parse(object);
  const [container] = spec.template.spec.containers;
  const image = container?.image ?? "";
  const watched = container?.env.find((each) => each.name === WATCHED)?.value ?? "";
  return {
    kind: "ours",
    version: versionOfImage(image),
    available: status.availableReplicas > 0,
    watched: watched.split(",").filter((each) => each !== ""),
    image,
  };
}

const Elsewhere = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) })),
});

/** Deployments of the operator in other namespaces; null where the account may not look. */
async function elsewhere(client: KubeClient): Promise<string[] | null> {
  try {
    const answer = await client.json({
      method: "GET",
      path: "/apis/apps/v1/deployments",
      query: { labelSelector: `app=${OPERATOR_NAME}`, limit: 50 },
      lane: "person",
    });
    return Elsewhere.parse(answer)
      .items.filter((item) => item.metadata.namespace !== SYSTEM_NAMESPACE)
      .map((item) => `deployment ${item.metadata.name} in ${item.metadata.namespace}`);
  } catch (error) {
    if (error instanceof KubeError && error.kind === "forbidden") return null;
    throw error;
  }
}

async function look(client: KubeClient): Promise<OperatorFound> {
  const ours = await ensureInstall();
  const mine = (object: KubeObject): boolean => object.metadata.labels?.[INSTALL_LABEL] === ours;
  const [deployment, kinds, others] = await Promise.all([
    readObject(
      client,
      { apiVersion: "apps/v1", kind: "Deployment", namespace: SYSTEM_NAMESPACE, name: OPERATOR_NAME },
      "person",
    ),
    readObject(
      client,
      { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name: VITESS_CLUSTERS },
      "person",
    ),
    elsewhere(client),
  ]);
  const [foreign] = others ?? [];
  if (foreign !== undefined) return { kind: "foreign", where: foreign };
  if (deployment)
    return mine(deployment)
      ? describe(deployment)
      : { kind: "foreign", where: `deployment ${OPERATOR_NAME} in ${SYSTEM_NAMESPACE}` };
  if (kinds && !mine(kinds))
    return { kind: "foreign", where: "the kinds of planetscale.com, not made by this Gantry" };
  return { kind: "absent" };
}

/**
 * Who installed the operator here: nobody, this Gantry (by the install label), or somebody else, which is never
 * overwritten. An account that may not look answers `not-read`. Throws KubeError when the region does not answer.
 */
export async function readOperator(client: KubeClient): Promise<OperatorFound> {
  try {
    return await look(client);
  } catch (error) {
    if (!(error instanceof KubeError) || error.kind !== "forbidden") throw error;
    return { kind: "not-read", why: kubeSentence(error) };
  }
}
