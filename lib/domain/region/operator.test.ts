import { describe, expect, it } from "vitest";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { podFact } from "@/lib/domain/cluster/testing-facts";
import { operatorState, versionOfImage, type OperatorHistory } from "@/lib/domain/region/operator";

const image = (tag: string) => ({
  name: "vitess-operator",
  ready: true,
  restarts: 0,
  state: "running" as const,
  reason: null,
  message: null,
  startedAt: 0,
  lastReason: null,
  image: `planetscale/vitess-operator:${tag}`,
});
const pod = (change: Partial<PodFact> = {}): PodFact =>
  podFact("vitess-operator-1", "n1", {
    namespace: "gantry-system",
    labels: { app: "vitess-operator" },
    containers: [image("v2.17.0")],
    ...change,
  });
const NEVER: OperatorHistory = { installedVersion: null, installing: false, isForeign: false };
const AFTER: OperatorHistory = { ...NEVER, installedVersion: "2.16.0" };

describe("the operator of a region", () => {
  it.each<[string, PodFact[], OperatorHistory, ReturnType<typeof operatorState>]>([
    ["no pod, never installed", [], NEVER, { state: "absent", version: null }],
    ["no pod, another one found", [], { ...NEVER, isForeign: true }, { state: "foreign", version: null }],
    ["no pod, installing", [], { ...NEVER, installing: true }, { state: "installing", version: null }],
    ["no pod, installed before", [], AFTER, { state: "not-ready", version: "2.16.0" }],
    ["a ready pod", [pod()], AFTER, { state: "ready", version: "2.17.0" }],
    ["a ready pod by hand", [pod()], NEVER, { state: "ready", version: "2.17.0" }],
    ["a pod that is not ready", [pod({ ready: false })], NEVER, { state: "not-ready", version: "2.17.0" }],
    [
      "the next pod beside the last",
      [pod({ ready: false, containers: [image("v2.18.0")] }), pod()],
      AFTER,
      { state: "ready", version: "2.17.0" },
    ],
    ["a pod that goes", [pod({ deletionAt: 1 })], NEVER, { state: "absent", version: null }],
    [
      "a pod of another namespace",
      [pod({ namespace: "default" })],
      NEVER,
      { state: "absent", version: null },
    ],
    [
      "an image without a version",
      [pod({ containers: [image("latest")] })],
      AFTER,
      { state: "ready", version: "2.16.0" },
    ],
  ])("%s", (_name, pods, known, expected) => {
    expect(operatorState(pods, known)).toEqual(expected);
  });

  it("is named by its image", () => {
    expect(versionOfImage("registry:5000/a/b:2.17.0-rc.1")).toBe("2.17.0-rc.1");
    expect(["a/b", "a/b:latest", "a/b@sha256:12", "registry:5000/a"].map(versionOfImage)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
