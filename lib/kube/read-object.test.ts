import { afterEach, describe, expect, it } from "vitest";
import { applyObject } from "@/lib/kube/install-apply";
import type { KubeObject } from "@/lib/kube/object";
import { deleteByUid, isGone, readObject, refOf } from "@/lib/kube/read-object";
import { allowedClient, answer, closeAll, failureOf, failureStatus, server } from "@/lib/kube/testing/calls";
import { clientOf } from "@/lib/kube/testing/routes";

afterEach(closeAll);

const PATH = "/apis/planetscale.com/v2/namespaces/gantry-shop/vitessclusters/orders";
const orders: KubeObject = {
  apiVersion: "planetscale.com/v2",
  kind: "VitessCluster",
  metadata: { name: "orders", namespace: "gantry-shop", uid: "uid-1" },
  spec: { cells: [] },
};
const ref = refOf(orders);

describe("readObject", () => {
  it("gives the whole object", async () => {
    const { client } = await clientOf({ [`GET ${PATH}`]: { body: orders } });
    expect(await readObject(client, ref)).toEqual(orders);
  });

  it("gives null for the server's own NotFound only", async () => {
    const { client } = await clientOf({});
    expect(await readObject(client, ref)).toBeNull();
  });

  it.each([
    ["a foreign 404", 404, { code: 404, message: "no Status" }],
    ["a refusal", 403, failureStatus(403, "Forbidden", "no")],
    ["an object without a name", 200, { apiVersion: "v1", kind: "Pod", metadata: {} }],
    ["a list instead of the object", 200, { apiVersion: "v1", kind: "PodList", items: [] }],
    ["labels that are no words", 200, { ...orders, metadata: { name: "orders", labels: { a: 1 } } }],
  ])("throws for %s", async (_name, status, body) => {
    const { client } = await clientOf({ [`GET ${PATH}`]: { status, body } });
    const error = await failureOf(readObject(client, ref));
    expect(isGone(error)).toBe(false);
  });

  it("throws for a kind that is not served, and deletes nothing of it", async () => {
    const at = await server((_req, res) =>
      answer(res, 404, "404 page not found\n", { "content-type": "text/plain" }),
    );
    const client = allowedClient(at);
    for (const call of [readObject(client, ref), deleteByUid(client, ref, "uid-1")]) {
      const error = await failureOf(call);
      expect([error.kind, error.reason]).toEqual(["not-found", null]);
    }
  });
});

describe("deleteByUid", () => {
  it("asks for exactly this UID, in the background", async () => {
    const { client, seen } = await clientOf({
      [`DELETE ${PATH}`]: { body: { kind: "Status", status: "Success" } },
    });
    expect(await deleteByUid(client, ref, "uid-1")).toBe("accepted");
    expect(seen[0]).toMatchObject({
      type: "application/json",
      body: { kind: "DeleteOptions", preconditions: { uid: "uid-1" }, propagationPolicy: "Background" },
    });
  });

  it("says gone when it is gone", async () => {
    const { client } = await clientOf({});
    expect(await deleteByUid(client, ref, "uid-1")).toBe("gone");
  });

  it("says gone when another object holds the name, and leaves that one alone", async () => {
    const { client, seen } = await clientOf({
      [`DELETE ${PATH}`]: { status: 409, body: failureStatus(409, "Conflict", "UID in precondition") },
      [`GET ${PATH}`]: { body: { ...orders, metadata: { ...orders.metadata, uid: "uid-2" } } },
    });
    expect(await deleteByUid(client, ref, "uid-1")).toBe("gone");
    expect(seen.map((each) => each.method)).toEqual(["DELETE", "GET"]);
  });

  it("throws a conflict of another cause", async () => {
    const { client } = await clientOf({
      [`DELETE ${PATH}`]: { status: 409, body: failureStatus(409, "Conflict", "being changed") },
      [`GET ${PATH}`]: { body: orders },
    });
    expect((await failureOf(deleteByUid(client, ref, "uid-1"))).kind).toBe("conflict");
  });
});

describe("applyObject", () => {
  it.each([
    ["for real", { dryRun: false, force: false }, { force: "false" }],
    ["by force", { dryRun: false, force: true }, { force: "true" }],
    ["as a dry run", { dryRun: true, force: false }, { force: "false", dryRun: "All" }],
  ])("applies %s, strictly and as gantry", async (_name, options, query) => {
    const { client, seen } = await clientOf({
      [`PATCH ${PATH}`]: { status: 201, body: { ...orders, metadata: { ...orders.metadata, uid: "uid-9" } } },
    });
    expect((await applyObject(client, orders, options)).metadata.uid).toBe("uid-9");
    expect(seen[0]).toMatchObject({
      type: "application/apply-patch+yaml",
      query: { fieldManager: "gantry", fieldValidation: "Strict", ...query },
      body: orders,
    });
    expect(Object.hasOwn(seen[0]?.query ?? {}, "dryRun")).toBe(options.dryRun);
  });

  // Status and words as kube-apiserver 1.35.4 gave them.
  it.each([
    [
      "an object that is gone",
      failureStatus(
        409,
        "Conflict",
        "uid mismatch: the provided object specified uid a, and no existing object was found",
      ),
      "conflict",
    ],
    [
      "an object that was replaced",
      failureStatus(422, "Invalid", 'VitessCluster "orders" is invalid', {
        causes: [{ reason: "FieldValueInvalid", field: "metadata.uid", message: "field is immutable" }],
      }),
      "conflict",
    ],
    [
      "an unknown field",
      failureStatus(
        500,
        "",
        "failed to create typed patch object (a/b; /v1, Kind=ConfigMap): .spicy: field not declared in schema",
      ),
      "invalid",
    ],
    ["a failing server", failureStatus(500, "InternalError", "etcdserver: request timed out"), "server"],
  ])("tells %s by its meaning", async (_name, body, kind) => {
    const { client } = await clientOf({ [`PATCH ${PATH}`]: { status: Number(body["code"]), body } });
    const error = await failureOf(applyObject(client, orders, { dryRun: false, force: false }));
    expect([error.kind, error.status]).toEqual([kind, body["code"]]);
  });

  it("passes on the words of the server", async () => {
    const words =
      'Apply failed with 1 conflict: conflict with "kubectl" using planetscale.com/v2: .spec.cells';
    const { client } = await clientOf({
      [`PATCH ${PATH}`]: { status: 409, body: failureStatus(409, "Conflict", words) },
    });
    const error = await failureOf(applyObject(client, orders, { dryRun: false, force: false }));
    expect([error.kind, error.message]).toEqual(["conflict", words]);
  });
});
