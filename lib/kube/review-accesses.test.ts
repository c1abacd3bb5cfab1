import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Access } from "@/lib/kube/access-review";
import { reviewAccesses } from "@/lib/kube/review-accesses";
import { closeAll, failureOf, failureStatus } from "@/lib/kube/testing/calls";
import { clientOf, type Routes } from "@/lib/kube/testing/routes";

afterEach(closeAll);

const SINGLE = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const RULES = "POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews";

const Asked = z.object({ spec: z.object({ namespace: z.string() }) });
const AskedSingly = z.object({
  spec: z.object({
    resourceAttributes: z.object({ resource: z.string(), namespace: z.string().optional() }),
  }),
});

const rule = (resource: string) => ({ verbs: ["get"], apiGroups: [""], resources: [resource] });
const getNodes: Access = { verb: "get", apiGroup: "", resource: "nodes" };
const getPods: Access = { verb: "get", apiGroup: "", resource: "pods", namespace: "gantry-shop" };
const getSecrets: Access = { ...getPods, resource: "secrets" };

/** A server that shows these resources by namespace, and allows those when it is asked for one. */
const serving = (shown: Record<string, string[]>, incomplete: boolean, allowed: string[] = []): Routes => ({
  [RULES]: ({ body }) => {
    const { namespace } = Asked.parse(body).spec;
    const resourceRules = (shown[namespace] ?? []).map(rule);
    return { status: 201, body: { status: { resourceRules, incomplete } } };
  },
  [SINGLE]: ({ body }) => {
    const { resource } = AskedSingly.parse(body).spec.resourceAttributes;
    return { status: 201, body: { status: { allowed: allowed.includes(resource) } } };
  },
});

describe("reviewAccesses", () => {
  it("asks once for each namespace and once for what is cluster-wide", async () => {
    const { client, seen } = await clientOf(
      serving({ "gantry-shop": ["pods"], "cluster.wide": ["nodes"] }, false),
    );
    expect(await reviewAccesses(client, [getPods, getNodes, getSecrets])).toEqual([true, true, false]);
    expect(seen.map(({ path }) => path.split("/").at(-1))).toEqual([
      "selfsubjectrulesreviews",
      "selfsubjectrulesreviews",
    ]);
  });

  it("takes no rule of a namespace for a cluster-wide one", async () => {
    const { client } = await clientOf(serving({ "gantry-shop": ["pods", "nodes"] }, false));
    expect(await reviewAccesses(client, [getPods, getNodes])).toEqual([true, false]);
  });

  it("asks singly, and only for what an incomplete list does not show", async () => {
    const { client, seen } = await clientOf(serving({ "gantry-shop": ["pods"] }, true, ["nodes"]));
    expect(await reviewAccesses(client, [getPods, getNodes, getSecrets])).toEqual([true, true, false]);
    const singly = seen.flatMap(({ body }) => AskedSingly.safeParse(body).data ?? []);
    expect(singly.map(({ spec }) => spec.resourceAttributes)).toEqual([
      expect.objectContaining({ resource: "nodes" }),
      expect.objectContaining({ resource: "secrets", namespace: "gantry-shop" }),
    ]);
    expect(singly[0]?.spec.resourceAttributes).not.toHaveProperty("namespace");
  });

  it("asks for nothing when nothing is wanted, and fails when the server does", async () => {
    const { client, seen } = await clientOf({
      [RULES]: { status: 500, body: failureStatus(500, "InternalError", "no") },
    });
    expect(await reviewAccesses(client, [])).toEqual([]);
    expect(seen).toEqual([]);
    expect((await failureOf(reviewAccesses(client, [getNodes]))).kind).toBe("server");
  });
});
