import { describe, expect, it } from "vitest";
import { OPERATION_KINDS, stepsOf, titleOf } from "@/lib/domain/operation/steps";

describe.each(OPERATION_KINDS)("%s", (kind) => {
  it("has steps with ids of their own and a sentence for every failure", () => {
    const steps = stepsOf(kind);
    expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
    for (const step of steps) {
      expect(step.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(step.ifFails).toMatch(/\.$/);
      expect(step.title).not.toMatch(/\.$/);
      expect(step.needs).not.toBe("");
    }
  });

  it("names its subject in the title", () => {
    expect(titleOf(kind, "shop")).toContain("shop");
  });
});

it("keeps the ids that are stored in operations", () => {
  expect(stepsOf("create-database").map((step) => step.id)).toEqual([
    "plan",
    "namespace",
    "secrets",
    "apply",
    "topology-server",
    "tablets",
    "volumes",
    "primary",
    "vtgates",
    "serving",
  ]);
  expect(stepsOf("delete-database").map((step) => step.id)).toEqual(["delete", "pods-gone", "secrets-gone"]);
  expect(stepsOf("install-operator").map((step) => step.id)).toEqual([
    "manifest",
    "objects",
    "kinds",
    "operator",
  ]);
});
