/** What pages receive: plain data, no rows, no secrets. Times are epoch milliseconds, sizes bytes, cpu millicores. */
import { z } from "zod";

export const Health = z.object({
  kind: z.enum(["serving", "reduced", "down", "unknown", "starting", "deleting"]),
  sentence: z.string(),
  because: z.string().nullable(),
  next: z.string().nullable(),
  since: z.number().nullable(),
});
export type Health = z.infer<typeof Health>;

export const RegionConnection = z.object({
  kind: z.enum(["connecting", "live", "stale", "auth-failed", "identity-changed"]),
  since: z.number(),
  checkedAt: z.number().nullable(),
  /** The layer that failed and the raw words, already scrubbed. */
  cause: z.string().nullable(),
});
export type RegionConnection = z.infer<typeof RegionConnection>;

/** CPU asked for of what is allocatable (0 to 1) by zone, and the largest size that fits; see `regionRoom`. */
export const RegionRoom = z.object({
  known: z.boolean(),
  cpuByZone: z.array(z.object({ zone: z.string(), asked: z.number().nullable() })),
  largestFit: z.string().nullable(),
});
export type RegionRoom = z.infer<typeof RegionRoom>;

export const RegionSummary = z.object({
  id: z.string(),
  name: z.string(),
  simulated: z.boolean(),
  clusterName: z.string(),
  provider: z.string().nullable(),
  cloudRegion: z.string().nullable(),
  kubernetesVersion: z.string().nullable(),
  operator: z.object({
    state: z.enum(["absent", "installing", "ready", "not-ready", "foreign", "unknown"]),
    version: z.string().nullable(),
  }),
  connection: RegionConnection,
  nodes: z.number(),
  zones: z.number(),
  room: RegionRoom,
  databases: z.number(),
});
export type RegionSummary = z.infer<typeof RegionSummary>;

export const CheckResult = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(["pass", "warn", "fail", "not-read"]),
  result: z.string(),
  evidence: z.array(z.string()),
  fix: z.object({ words: z.string(), command: z.string().nullable() }).nullable(),
});
export type CheckResult = z.infer<typeof CheckResult>;

/** Nodes of equal allocatable, architecture and taints. */
export const NodeShapeView = z.object({
  id: z.string(),
  /** "8 CPU · 32 Gi". */
  label: z.string(),
  instanceType: z.string().nullable(),
  architecture: z.string(),
  taints: z.array(z.string()),
  nodes: z.number(),
  /** Why no pod of a database can run there; null when it can. */
  unusable: z.string().nullable(),
});
export type NodeShapeView = z.infer<typeof NodeShapeView>;

const Amounts = z.object({
  /** Free on each node, largest first: a tablet needs one node. */
  free: z.array(z.number()),
  others: z.number(),
  gantry: z.number(),
  total: z.number(),
});

export const CapacityCell = z.object({
  zone: z.string(),
  shapeId: z.string(),
  nodes: z.number(),
  cordoned: z.number(),
  cpuMilli: Amounts,
  memoryBytes: Amounts,
  /** The largest size whose tablet fits, and how many of them; null when none does. */
  fits: z.object({ size: z.string(), count: z.number() }).nullable(),
  /** It is in the zone that keeps a database over all zones smaller than others would. */
  limits: z.boolean(),
});
export type CapacityCell = z.infer<typeof CapacityCell>;

export const CapacityView = z.object({
  zones: z.array(z.string()),
  shapes: z.array(NodeShapeView),
  cells: z.array(CapacityCell),
  largest: z.object({
    zone: z.string().nullable(),
    node: z.string().nullable(),
    limit: z.string().nullable(),
  }),
  /** Requests of how many pods were counted; null when pods of other namespaces are not read. */
  countedPods: z.number().nullable(),
});
export type CapacityView = z.infer<typeof CapacityView>;

export const StorageClassView = z.object({
  name: z.string(),
  provisioner: z.string(),
  badges: z.array(z.object({ label: z.string(), tone: z.enum(["good", "warn", "bad", "plain"]) })),
  verdict: z.string(),
  tone: z.enum(["serving", "reduced", "down"]),
});
export type StorageClassView = z.infer<typeof StorageClassView>;

export const RegionCredential = z.object({
  kind: z.enum(["token", "certificate"]),
  expiresAt: z.number().nullable(),
  addedAt: z.number(),
  /** When Gantry last renewed the token by itself; null while it is the one that was entered. */
  renewedAt: z.number().nullable(),
});
export type RegionCredential = z.infer<typeof RegionCredential>;

export const RegionDetail = z.object({
  summary: RegionSummary,
  server: z.string(),
  clusterUid: z.string(),
  /** Null when Gantry holds none any more. */
  credential: RegionCredential.nullable(),
  capacity: CapacityView,
  storageClasses: z.array(StorageClassView),
  checks: z.array(CheckResult),
  checkedAt: z.number().nullable(),
});
export type RegionDetail = z.infer<typeof RegionDetail>;

export const InstallObject = z.object({
  kind: z.string(),
  name: z.string(),
  namespace: z.string().nullable(),
  state: z.enum(["waiting", "dry-run-ok", "applied", "refused"]),
  detail: z.string().nullable(),
});
export type InstallObject = z.infer<typeof InstallObject>;

export const InstallPlanView = z.object({
  version: z.string(),
  source: z.string(),
  sha256: z.string(),
  words: z.array(z.object({ title: z.string(), detail: z.string() })),
  yaml: z.string(),
  objects: z.array(InstallObject),
  refusal: z.string().nullable(),
  /** For whoever has wider rights than Gantry's account: applies the same YAML; Gantry sees the operator come. */
  byHand: z.string(),
});
export type InstallPlanView = z.infer<typeof InstallPlanView>;

export const StepView = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(["to-come", "running", "done", "failed", "stuck"]),
  evidence: z.string().nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  ifFails: z.string(),
});
export type StepView = z.infer<typeof StepView>;

export const OperationView = z.object({
  id: z.string(),
  kind: z.enum(["create-database", "delete-database", "install-operator"]),
  title: z.string(),
  state: z.enum(["queued", "running", "succeeded", "failed", "needs-attention", "cancelled"]),
  actor: z.string(),
  regionId: z.string().nullable(),
  regionName: z.string().nullable(),
  databaseId: z.string().nullable(),
  databaseName: z.string().nullable(),
  simulated: z.boolean(),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  steps: z.array(StepView),
  objects: z.array(InstallObject),
  attention: z.object({ state: z.string(), because: z.string(), next: z.string() }).nullable(),
  /** Milliseconds that earlier runs of this kind took in this region, newest first. */
  earlierRunsMs: z.array(z.number()),
  kubectl: z.array(z.string()),
});
export type OperationView = z.infer<typeof OperationView>;

export const DatabaseSummary = z.object({
  id: z.string(),
  name: z.string(),
  regionId: z.string(),
  regionName: z.string(),
  simulated: z.boolean(),
  health: Health,
  protection: z.string(),
  size: z.string(),
  worstLagSeconds: z.number().nullable(),
  lagNote: z.string().nullable(),
  /** Over all vtgates; null when not sampled. */
  queriesPerSecond: z.number().nullable(),
  vitessVersion: z.string(),
  createdAt: z.number(),
  observedAt: z.number().nullable(),
  operationId: z.string().nullable(),
});
export type DatabaseSummary = z.infer<typeof DatabaseSummary>;

export const EventView = z.object({
  uid: z.string(),
  at: z.number(),
  type: z.enum(["Normal", "Warning"]),
  reason: z.string(),
  sentence: z.string(),
  raw: z.string(),
  object: z.string(),
  count: z.number(),
});
export type EventView = z.infer<typeof EventView>;

const PodHealthSegment = z.object({
  from: z.number(),
  to: z.number().nullable(),
  state: z.enum(["ready", "not-ready", "restarting", "pending", "evicted", "gone", "unseen"]),
  reason: z.string().nullable(),
});
export const PodHealthView = z.object({
  pod: z.string(),
  component: z.string(),
  segments: z.array(PodHealthSegment),
});
export type PodHealthView = z.infer<typeof PodHealthView>;

export const ConnectView = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  database: z.string(),
  replicaDatabase: z.string(),
  snippets: z.array(z.object({ language: z.string(), text: z.string() })),
  portForward: z.string(),
  /** Readiness of the password on the gateways: "accepted by n of m vtgates". */
  note: z.string(),
});
export type ConnectView = z.infer<typeof ConnectView>;

export const Finding = z.object({
  id: z.string(),
  tone: z.enum(["down", "reduced", "unknown", "starting"]),
  subject: z.string(),
  href: z.string(),
  state: z.string(),
  because: z.string().nullable(),
  next: z.string().nullable(),
  since: z.number().nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const Overview = z.object({
  regions: z.array(RegionSummary),
  databases: z.array(DatabaseSummary),
  operations: z.array(OperationView),
  findings: z.array(Finding),
  checklist: z.array(
    z.object({ id: z.string(), label: z.string(), done: z.boolean(), evidence: z.string().nullable() }),
  ),
  sandboxOffered: z.boolean(),
});
export type Overview = z.infer<typeof Overview>;

export const Viewer = z.object({
  userId: z.string(),
  email: z.string(),
  role: z.enum(["viewer", "developer", "admin", "owner"]),
  organization: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  organizations: z.array(z.object({ slug: z.string(), name: z.string() })),
});
export type Viewer = z.infer<typeof Viewer>;
