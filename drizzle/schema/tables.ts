import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** One row: who this Gantry is. Objects in clusters carry its id. */
export const install = pgTable("install", {
  id: text("id").primaryKey(),
  createdAt: at("created_at").notNull().defaultNow(),
});

export const organizations = pgTable("organizations", {
  id: text("id").primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
});

export const users = pgTable("users", {
  id: text("id").primaryKey(),
  email: text("email").notNull().unique(),
  passwordHash: text("password_hash").notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
});

export const memberships = pgTable(
  "memberships",
  {
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    userId: text("user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: ["viewer", "developer", "admin", "owner"] }).notNull(),
    createdAt: at("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.userId] })],
);

/** The cookie holds a random id; only its SHA-256 is stored. */
export const sessions = pgTable("sessions", {
  idHash: text("id_hash").primaryKey(),
  userId: text("user_id")
    .notNull()
    .references(() => users.id),
  createdAt: at("created_at").notNull().defaultNow(),
  seenAt: at("seen_at").notNull().defaultNow(),
  expiresAt: at("expires_at").notNull(),
  endedAt: at("ended_at"),
});

/** At most one open code: the link that makes the first owner. */
export const setUpCodes = pgTable("set_up_codes", {
  codeHash: text("code_hash").primaryKey(),
  createdAt: at("created_at").notNull().defaultNow(),
  usedAt: at("used_at"),
});

export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").notNull(),
    window: bigint("window", { mode: "number" }).notNull(),
    hits: integer("hits").notNull(),
    /** When the window ends; the row is of no use after it. */
    endsAt: at("ends_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.key, t.window] })],
);

export const regions = pgTable(
  "regions",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    server: text("server").notNull(),
    clusterUid: text("cluster_uid").notNull(),
    clusterName: text("cluster_name").notNull(),
    provider: text("provider"),
    cloudRegion: text("cloud_region"),
    kubernetesVersion: text("kubernetes_version"),
    simulated: boolean("simulated").notNull().default(false),
    operatorVersion: text("operator_version"),
    checks: jsonb("checks"),
    checkedAt: at("checked_at"),
    createdAt: at("created_at").notNull().defaultNow(),
    disconnectedAt: at("disconnected_at"),
  },
  (t) => [
    uniqueIndex("regions_one_cluster")
      .on(t.organizationId, t.clusterUid)
      .where(sql`disconnected_at is null`),
    uniqueIndex("regions_one_name")
      .on(t.organizationId, t.name)
      .where(sql`disconnected_at is null`),
  ],
);

/** Sealed credentials live apart from their region and are never read by a page. */
export const regionCredentials = pgTable("region_credentials", {
  regionId: text("region_id")
    .primaryKey()
    .references(() => regions.id),
  organizationId: text("organization_id").notNull(),
  kind: text("kind").notNull(),
  sealed: text("sealed").notNull(),
  expiresAt: at("expires_at"),
  createdAt: at("created_at").notNull().defaultNow(),
  /** When Gantry last replaced the token by itself; null while it is the one that was entered. */
  renewedAt: at("renewed_at"),
});

/** Single-use addresses of join scripts; they carry no secret, so only their use is guarded. */
export const joinCodes = pgTable("join_codes", {
  codeHash: text("code_hash").primaryKey(),
  organizationId: text("organization_id")
    .notNull()
    .references(() => organizations.id),
  packs: jsonb("packs").notNull(),
  createdAt: at("created_at").notNull().defaultNow(),
  expiresAt: at("expires_at").notNull(),
  usedAt: at("used_at"),
});

export const regionLeases = pgTable("region_leases", {
  regionId: text("region_id").primaryKey(),
  holder: text("holder").notNull(),
  epoch: bigint("epoch", { mode: "number" }).notNull(),
  expiresAt: at("expires_at").notNull(),
});

export const databases = pgTable(
  "databases",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    name: text("name").notNull(),
    namespace: text("namespace").notNull(),
    spec: jsonb("spec").notNull(),
    generation: integer("generation").notNull().default(1),
    desired: text("desired", { enum: ["present", "absent"] })
      .notNull()
      .default("present"),
    deleteProtection: boolean("delete_protection").notNull().default(true),
    username: text("username").notNull(),
    clusterObjectUid: text("cluster_object_uid"),
    createdAt: at("created_at").notNull().defaultNow(),
    deletedAt: at("deleted_at"),
  },
  (t) => [
    uniqueIndex("databases_one_name")
      .on(t.regionId, t.namespace, t.name)
      .where(sql`deleted_at is null`),
    index("databases_by_organization").on(t.organizationId),
  ],
);

export const operations = pgTable(
  "operations",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id")
      .notNull()
      .references(() => organizations.id),
    kind: text("kind", { enum: ["create-database", "delete-database", "install-operator"] }).notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    regionId: text("region_id")
      .notNull()
      .references(() => regions.id),
    databaseId: text("database_id").references(() => databases.id),
    actorId: text("actor_id").notNull(),
    actor: text("actor").notNull(),
    state: text("state", {
      enum: ["queued", "running", "succeeded", "failed", "needs-attention", "cancelled"],
    })
      .notNull()
      .default("queued"),
    input: jsonb("input").notNull(),
    /** Secret parts of the input, sealed; cleared when the operation has put them into the cluster. */
    sealedInput: text("sealed_input"),
    objects: jsonb("objects"),
    attention: jsonb("attention"),
    leaseEpoch: bigint("lease_epoch", { mode: "number" }).notNull().default(0),
    createdAt: at("created_at").notNull().defaultNow(),
    endedAt: at("ended_at"),
  },
  (t) => [
    uniqueIndex("operations_one_key").on(t.organizationId, t.idempotencyKey),
    index("operations_open")
      .on(t.regionId)
      .where(sql`ended_at is null`),
  ],
);

export const operationSteps = pgTable(
  "operation_steps",
  {
    operationId: text("operation_id")
      .notNull()
      .references(() => operations.id),
    stepId: text("step_id").notNull(),
    position: integer("position").notNull(),
    state: text("state", { enum: ["to-come", "running", "done", "failed", "stuck"] })
      .notNull()
      .default("to-come"),
    evidence: text("evidence"),
    startedAt: at("started_at"),
    endedAt: at("ended_at"),
  },
  (t) => [primaryKey({ columns: [t.operationId, t.stepId] })],
);

/** Append-only: a trigger in the migration refuses update and delete. */
export const audit = pgTable(
  "audit",
  {
    id: text("id").primaryKey(),
    organizationId: text("organization_id"),
    actorId: text("actor_id"),
    actor: text("actor").notNull(),
    verb: text("verb").notNull(),
    objectKind: text("object_kind").notNull(),
    objectId: text("object_id"),
    detail: jsonb("detail"),
    requestId: text("request_id").notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [index("audit_by_organization").on(t.organizationId, t.at)],
);

export const metricSamples = pgTable(
  "metric_samples",
  {
    regionId: text("region_id").notNull(),
    databaseId: text("database_id").notNull(),
    pod: text("pod").notNull(),
    series: text("series").notNull(),
    labels: jsonb("labels").notNull(),
    labelsKey: text("labels_key").notNull(),
    at: at("at").notNull(),
    value: doublePrecision("value").notNull(),
  },
  (t) => [
    index("metric_samples_read").on(t.databaseId, t.series, t.at),
    /** Whether a database ever had a client, asked with every overview: a day of zeros is not read for it. */
    index("metric_samples_connected")
      .on(t.databaseId)
      .where(sql`series = 'client-connections' and value > 0`),
    /** By time alone, for pruning. A BRIN index would stay wide after its pages are used again. */
    index("metric_samples_prune").on(t.at),
  ],
);

export const podHealth = pgTable(
  "pod_health",
  {
    databaseId: text("database_id").notNull(),
    pod: text("pod").notNull(),
    component: text("component").notNull(),
    state: text("state").notNull(),
    reason: text("reason"),
    fromAt: at("from_at").notNull(),
    toAt: at("to_at"),
  },
  (t) => [
    primaryKey({ columns: [t.databaseId, t.pod, t.fromAt] }),
    index("pod_health_recent").on(t.databaseId, t.toAt),
  ],
);
