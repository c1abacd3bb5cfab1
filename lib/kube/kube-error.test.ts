import { expect, it, vi } from "vitest";
import { KubeError } from "@/lib/kube/kube-error";

it("a failure of a region is known as one when another copy of this module made it", async () => {
  vi.resetModules();
  const copy = await import("@/lib/kube/kube-error");
  const failure = new copy.KubeError("not-found", "deployments.apps not found", { status: 404 });
  expect(copy.KubeError).not.toBe(KubeError);
  expect(failure).toBeInstanceOf(KubeError);
});

it("other failures are none", () => {
  expect(new Error("KubeError")).not.toBeInstanceOf(KubeError);
  expect({ name: "KubeError", kind: "not-found" }).not.toBeInstanceOf(KubeError);
});
