import "server-only";
import type { V1ResourceAttributes, V1SelfSubjectAccessReview } from "@kubernetes/client-node";
import { z } from "zod";
import type { KubeClient } from "@/lib/kube/client";
import { parseAnswer } from "@/lib/kube/parse-answer";
import { resourcePath } from "@/lib/kube/resource-path";
import { scrub } from "@/lib/kube/scrub";

/** One thing that an account may or may not do, in the words of RBAC. */
export interface Access {
  verb: string;
  /** Empty for the core. */
  apiGroup: string;
  /** With its subresource, as in a rule: `pods/proxy`. */
  resource: string;
  /** Left out: in all namespaces, or cluster-wide. */
  namespace?: string;
  name?: string;
}

export interface AccessAnswer {
  allowed: boolean;
  /** Which role allows it, or why it could not be told; in the cluster's scrubbed words. */
  reason: string;
}

const AUTHORIZATION = "authorization.k8s.io/v1";
const LIST_MAX = 500;

const AccessStatus = z.object({
  status: z.object({
    allowed: z.boolean(),
    denied: z.boolean().optional(),
    reason: z.string().optional(),
    evaluationError: z.string().optional(),
  }),
});

function attributesOf(access: Access): V1ResourceAttributes {
  const { verb, apiGroup, namespace, name } = access;
  const [resource = "", subresource] = access.resource.split("/");
  return {
    verb,
    group: apiGroup,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

/** Asks the API server whether this account may do one thing; it answers for every account. */
export async function reviewAccess(client: KubeClient, access: Access): Promise<AccessAnswer> {
  const review: V1SelfSubjectAccessReview = {
    apiVersion: AUTHORIZATION,
    kind: "SelfSubjectAccessReview",
    spec: { resourceAttributes: attributesOf(access) },
  };
  const answer = await client.json({
    method: "POST",
    path: resourcePath({ apiVersion: AUTHORIZATION, kind: "SelfSubjectAccessReview" }),
    body: review,
    lane: "person",
  });
  const { status } = parseAnswer(AccessStatus, answer, "an access review");
  const allowed = status.allowed && status.denied !== true;
  return { allowed, reason: scrub(status.reason ?? status.evaluationError ?? "") };
}

const Words = z
  .array(z.string())
  .max(LIST_MAX)
  .nullish()
  .transform((words) => words ?? []);
const Rule = z.object({ verbs: Words, apiGroups: Words, resources: Words, resourceNames: Words });
export type AccessRule = z.infer<typeof Rule>;

const RulesStatus = z.object({
  status: z.object({
    resourceRules: z.array(Rule).max(10_000),
    incomplete: z.boolean().default(false),
  }),
});

export interface AccessRules {
  rules: readonly AccessRule[];
  /** The server could not name all rules, as with an authorizer outside of it: ask for each access instead. */
  incomplete: boolean;
}

/** All that this account may do in a namespace in one call, cluster-wide grants included. */
export async function reviewRules(client: KubeClient, namespace: string): Promise<AccessRules> {
  const answer = await client.json({
    method: "POST",
    path: resourcePath({ apiVersion: AUTHORIZATION, kind: "SelfSubjectRulesReview" }),
    body: { apiVersion: AUTHORIZATION, kind: "SelfSubjectRulesReview", spec: { namespace } },
    lane: "person",
  });
  const { status } = parseAnswer(RulesStatus, answer, "a review of rules");
  return { rules: status.resourceRules, incomplete: status.incomplete };
}

const holds = (words: readonly string[], wanted: string): boolean =>
  words.includes(wanted) || words.includes("*");

/** A star stands for every resource with its subresources; before a slash, for one subresource of all. */
function resourceHolds({ resources }: AccessRule, wanted: string): boolean {
  const [, subresource] = wanted.split("/");
  return holds(resources, wanted) || (subresource !== undefined && resources.includes(`*/${subresource}`));
}

/** Whether rules of a namespace allow an access in it, by the rules of Kubernetes RBAC. */
export function rulesAllow(rules: readonly AccessRule[], access: Access): boolean {
  return rules.some(
    (rule) =>
      holds(rule.verbs, access.verb) &&
      holds(rule.apiGroups, access.apiGroup) &&
      resourceHolds(rule, access.resource) &&
      (rule.resourceNames.length === 0 ||
        (access.name !== undefined && rule.resourceNames.includes(access.name))),
  );
}

const Subject = z.object({
  status: z.object({ userInfo: z.object({ username: z.string(), groups: Words }) }),
});

/** Who the API server takes Gantry for, such as `system:serviceaccount:gantry-system:gantry`. */
export async function whoAmI(client: KubeClient): Promise<{ username: string; groups: readonly string[] }> {
  const apiVersion = "authentication.k8s.io/v1";
  const answer = await client.json({
    method: "POST",
    path: resourcePath({ apiVersion, kind: "SelfSubjectReview" }),
    body: { apiVersion, kind: "SelfSubjectReview" },
    lane: "person",
  });
  const { userInfo } = parseAnswer(Subject, answer, "a review of the account").status;
  return { username: scrub(userInfo.username), groups: userInfo.groups.map((group) => scrub(group)) };
}
