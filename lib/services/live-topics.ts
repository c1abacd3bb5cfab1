import "server-only";
import { and, eq, inArray, isNull } from "drizzle-orm";
import { databases, operations, regions } from "@/drizzle/schema/tables";
import type { Topic } from "@/lib/contract/frames";
import { db } from "@/lib/db/connection";
import { can, type Verb } from "@/lib/domain/roles";
import { topicRef, type TopicKind } from "@/lib/live/topics";
import type { Person } from "@/lib/services/context";

const READ: Record<TopicKind, Verb> = {
  overview: "overview.read",
  region: "region.read",
  database: "database.read",
  operation: "operation.read",
};

async function knownIds(organizationId: string, kind: TopicKind, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = {
    overview: () => Promise.resolve([]),
    region: () =>
      db()
        .select({ id: regions.id })
        .from(regions)
        .where(
          and(
            inArray(regions.id, ids),
            eq(regions.organizationId, organizationId),
            isNull(regions.disconnectedAt),
          ),
        ),
    database: () =>
      db()
        .select({ id: databases.id })
        .from(databases)
        .where(
          and(
            inArray(databases.id, ids),
            eq(databases.organizationId, organizationId),
            isNull(databases.deletedAt),
          ),
        ),
    operation: () =>
      db()
        .select({ id: operations.id })
        .from(operations)
        .where(and(inArray(operations.id, ids), eq(operations.organizationId, organizationId))),
  } satisfies Record<TopicKind, () => Promise<{ id: string }[]>>;
  return (await rows[kind]()).map((row) => row.id);
}

/** Of these topics the ones that the person may read now: of their organization, there, and within their role. */
export async function visibleTopics(person: Person, topics: readonly Topic[]): Promise<Topic[]> {
  const asked = topics.map((topic) => ({ topic, ref: topicRef(person.organizationId, topic) }));
  const visible = new Set<string>(["overview"]);
  await Promise.all(
    (["region", "database", "operation"] as const).map(async (kind) => {
      const ids = asked.flatMap(({ ref }) => (ref.kind === kind && ref.id !== null ? [ref.id] : []));
      for (const id of await knownIds(person.organizationId, kind, ids)) visible.add(`${kind}:${id}`);
    }),
  );
  return asked
    .filter(({ topic, ref }) => can(person.role, READ[ref.kind]) && visible.has(topic))
    .map(({ topic }) => topic);
}
