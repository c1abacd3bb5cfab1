import type { Json } from "../../../api/json";
import type { Case, Step } from "../case";

const QUOTAS = "/api/v1/namespaces/$ns/resourcequotas";
const PODS = "/api/v1/namespaces/$ns/pods";
const CLAIMS = "/api/v1/namespaces/$ns/persistentvolumeclaims";

const quota = (hard: Record<string, string>): Step[] => [
  {
    method: "POST",
    path: QUOTAS,
    quiet: true,
    body: { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "team" }, spec: { hard } },
  },
  {
    path: `${QUOTAS}/team`,
    until: { path: ["status", "hard"], is: hard },
    only: [["status"]],
  },
];

const pod = (name: string, resources: Json): Step => ({
  method: "POST",
  path: PODS,
  only: [["kind"], ["status"], ["message"], ["reason"], ["code"], ["details"]],
  body: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name },
    spec: { schedulerName: "nobody", containers: [{ name: "main", image: "x:1", resources }] },
  },
});

const claim = (name: string, storage: string): Step => ({
  method: "POST",
  path: CLAIMS,
  only: [["kind"], ["message"], ["reason"], ["code"], ["details"]],
  body: {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "none", resources: { requests: { storage } } },
  },
});

/** Quotas: what they count, and the words of a refusal, which is no refusal of rights. */
export const QUOTA_CASES: readonly Case[] = [
  {
    name: "refuses pods beyond the quota",
    steps: [
      ...quota({ pods: "2", "requests.cpu": "1", "requests.memory": "1Gi" }),
      pod("unset", {}),
      pod("one", { requests: { cpu: "600m", memory: "512Mi" } }),
      {
        path: `${QUOTAS}/team`,
        until: { path: ["status", "used", "pods"], is: "1" },
        only: [["status"]],
      },
      pod("two", { requests: { cpu: "600m", memory: "256Mi" } }),
      pod("three", { requests: { cpu: "600m", memory: "768Mi" } }),
      pod("four", { requests: { cpu: "400m", memory: "512Mi" } }),
      pod("five", { requests: { cpu: "0", memory: "0" } }),
    ],
  },
  {
    name: "refuses claims beyond the quota",
    steps: [
      ...quota({ persistentvolumeclaims: "2", "requests.storage": "10Gi" }),
      claim("one", "6Gi"),
      {
        path: `${QUOTAS}/team`,
        until: { path: ["status", "used", "requests.storage"], is: "6Gi" },
        only: [["status"]],
      },
      claim("two", "6Gi"),
      claim("three", "4Gi"),
    ],
  },
];
