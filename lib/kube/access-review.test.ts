import { afterEach, describe, expect, it } from "vitest";
import { reviewAccess, reviewRules, rulesAllow, whoAmI, type AccessRule } from "@/lib/kube/access-review";
import { closeAll, failureOf } from "@/lib/kube/testing/calls";
import { clientOf } from "@/lib/kube/testing/routes";

afterEach(closeAll);

const ACCESS = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const RULES = "POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
const SELF = "POST /apis/authentication.k8s.io/v1/selfsubjectreviews";
const list = { verb: "list", apiGroup: "", resource: "pods" };

describe("reviewAccess", () => {
  it("asks in the words of the API, with the subresource apart", async () => {
    const { client, seen } = await clientOf({
      [ACCESS]: {
        status: 201,
        body: { status: { allowed: true, reason: 'RBAC: allowed by RoleBinding "gantry/gantry"' } },
      },
    });
    const answer = await reviewAccess(client, {
      verb: "get",
      apiGroup: "",
      resource: "pods/proxy",
      namespace: "gantry-shop",
    });
    expect(answer).toEqual({ allowed: true, reason: 'RBAC: allowed by RoleBinding "gantry/gantry"' });
    expect(seen[0]?.body).toEqual({
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: {
          verb: "get",
          group: "",
          resource: "pods",
          subresource: "proxy",
          namespace: "gantry-shop",
        },
      },
    });
  });

  it("reads a denial beside an allowance as a denial", async () => {
    const { client } = await clientOf({ [ACCESS]: { body: { status: { allowed: true, denied: true } } } });
    expect(await reviewAccess(client, list)).toEqual({ allowed: false, reason: "" });
  });

  it.each([[{}], [{ status: {} }], [{ status: { allowed: "true" } }], [{ status: { allowed: 1 } }]])(
    "takes %j for no answer",
    async (body) => {
      const { client } = await clientOf({ [ACCESS]: { body } });
      expect((await failureOf(reviewAccess(client, list))).kind).toBe("protocol");
    },
  );
});

describe("reviewRules", () => {
  it("gives the rules and whether they are all", async () => {
    const rule = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };
    const { client, seen } = await clientOf({
      [RULES]: {
        body: { status: { resourceRules: [rule, { ...rule, resourceNames: null }], incomplete: true } },
      },
    });
    const found = await reviewRules(client, "gantry-shop");
    expect(found).toEqual({
      rules: [
        { ...rule, resourceNames: [] },
        { ...rule, resourceNames: [] },
      ],
      incomplete: true,
    });
    expect(seen[0]?.body).toMatchObject({ spec: { namespace: "gantry-shop" } });
  });
});

const rule = (more: Partial<AccessRule>): AccessRule => ({
  verbs: ["get"],
  apiGroups: [""],
  resources: ["pods"],
  resourceNames: [],
  ...more,
});
describe("rulesAllow", () => {
  const get = { verb: "get", apiGroup: "", resource: "pods" };

  it.each<[string, AccessRule, Parameters<typeof rulesAllow>[1], boolean]>([
    ["the very rule", rule({}), get, true],
    ["another verb", rule({}), { ...get, verb: "list" }, false],
    ["another group", rule({}), { ...get, apiGroup: "apps" }, false],
    ["another resource", rule({}), { ...get, resource: "secrets" }, false],
    ["every verb", rule({ verbs: ["*"] }), { ...get, verb: "delete" }, true],
    ["every group", rule({ apiGroups: ["*"] }), { ...get, apiGroup: "apps" }, true],
    ["every resource", rule({ resources: ["*"] }), { ...get, resource: "pods/proxy" }, true],
    ["a resource without its subresource", rule({}), { ...get, resource: "pods/proxy" }, false],
    ["a subresource without its resource", rule({ resources: ["pods/proxy"] }), get, false],
    ["the very subresource", rule({ resources: ["pods/proxy"] }), { ...get, resource: "pods/proxy" }, true],
    ["one subresource of all", rule({ resources: ["*/scale"] }), { ...get, resource: "pods/scale" }, true],
    [
      "another subresource of all",
      rule({ resources: ["*/scale"] }),
      { ...get, resource: "pods/proxy" },
      false,
    ],
    ["the very name", rule({ resourceNames: ["a"] }), { ...get, name: "a" }, true],
    ["another name", rule({ resourceNames: ["a"] }), { ...get, name: "b" }, false],
    ["all names by a rule of one", rule({ resourceNames: ["a"] }), get, false],
  ])("%s", (_name, only, access, allowed) => {
    expect(rulesAllow([only], access)).toBe(allowed);
  });
});

describe("whoAmI", () => {
  it("names the account", async () => {
    const username = "system:serviceaccount:gantry-system:gantry";
    const { client } = await clientOf({
      [SELF]: { body: { status: { userInfo: { username, groups: ["system:serviceaccounts"] } } } },
    });
    expect(await whoAmI(client)).toEqual({ username, groups: ["system:serviceaccounts"] });
  });
});
