import { describe, expect, it } from "vitest";
import { podRequests } from "@/lib/kube/pod-requests";

const MI = 1024 ** 2;
const asks = (name: string, cpu: string, memory: string, more: object = {}) => ({
  name,
  resources: { requests: { cpu, memory } },
  ...more,
});

describe("podRequests", () => {
  it("adds up the containers", () => {
    const containers = [asks("mysqld", "200m", "512Mi"), asks("vttablet", "100m", "256Mi"), { name: "bare" }];
    expect(podRequests({ spec: { containers } })).toEqual({ cpuMilli: 300, memoryBytes: 768 * MI });
  });

  it("takes a larger init container instead, each resource for itself", () => {
    const spec = { containers: [asks("a", "1", "100Mi")], initContainers: [asks("i", "500m", "300Mi")] };
    expect(podRequests({ spec })).toEqual({ cpuMilli: 1000, memoryBytes: 300 * MI });
  });

  it("counts a sidecar while the pod runs, and beside the init containers after it only", () => {
    const sidecar = asks("log", "100m", "50Mi", { restartPolicy: "Always" });
    const containers = [asks("a", "100m", "100Mi")];
    expect(podRequests({ spec: { containers, initContainers: [sidecar] } })).toEqual({
      cpuMilli: 200,
      memoryBytes: 150 * MI,
    });
    expect(podRequests({ spec: { containers, initContainers: [sidecar, asks("i", "1", "500Mi")] } })).toEqual(
      {
        cpuMilli: 1100,
        memoryBytes: 550 * MI,
      },
    );
    expect(podRequests({ spec: { containers, initContainers: [asks("i", "1", "500Mi"), sidecar] } })).toEqual(
      {
        cpuMilli: 1000,
        memoryBytes: 500 * MI,
      },
    );
  });

  it("adds overhead, and lets requests of the whole pod win", () => {
    const spec = {
      containers: [asks("a", "100m", "100Mi")],
      overhead: { cpu: "250m", memory: "120Mi" },
    };
    expect(podRequests({ spec })).toEqual({ cpuMilli: 350, memoryBytes: 220 * MI });
    const resources = { requests: { cpu: "2" } };
    expect(podRequests({ spec: { ...spec, resources } })).toEqual({ cpuMilli: 2250, memoryBytes: 220 * MI });
  });

  it("charges what the node still gives a container that asks for less", () => {
    const spec = { containers: [asks("a", "100m", "100Mi")] };
    const status = {
      containerStatuses: [{ name: "a", allocatedResources: { cpu: "400m", memory: "50Mi" } }],
    };
    expect(podRequests({ spec, status })).toEqual({ cpuMilli: 400, memoryBytes: 100 * MI });
  });

  it("reads junk as nothing", () => {
    for (const junk of [null, {}, { spec: 1 }, { spec: { containers: [1, null, { resources: [] }] } }]) {
      expect(podRequests(junk)).toEqual({ cpuMilli: 0, memoryBytes: 0 });
    }
  });
});
