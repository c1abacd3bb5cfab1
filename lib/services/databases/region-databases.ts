import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import type { Fact } from "@/lib/domain/cluster/facts";
import { reportFailure } from "@/lib/services/report";

/** Label of everything that belongs to a VitessCluster; its value is the cluster's name. */
export const CLUSTER_LABEL = "planetscale.com/cluster";
export const COMPONENT_LABEL = "planetscale.com/component";

export interface IndexedDatabase {
  id: string;
  name: string;
  namespace: string;
}

const FRESH_MS = 10_000;
const LEAST_MS = 1000;

/** The name of the VitessCluster that a fact belongs to, or null. */
function clusterNameOf(fact: Fact): string | null {
  return fact.kind === "clusters" ? fact.name : (fact.labels[CLUSTER_LABEL] ?? null);
}

/**
 * Which databases of Gantry live in one region, so that a change in the cluster finds its database in one look-up.
 * Other processes add and remove databases too: what is not known is looked for again, at most once a second.
 */
export class RegionDatabases {
  readonly #regionId: string;
  #byKey = new Map<string, IndexedDatabase>();
  #byUid = new Map<string, string>();
  #readAt = -Infinity;
  #reading: Promise<void> | null = null;

  constructor(regionId: string) {
    this.#regionId = regionId;
  }

  all(): readonly IndexedDatabase[] {
    return [...this.#byKey.values()];
  }

  /** The database that a fact is about, or null for everything else in the cluster. */
  of(fact: Fact): IndexedDatabase | null {
    if (fact.kind === "events") return this.#ofUid(fact.regardingUid);
    const cluster = clusterNameOf(fact);
    if (cluster === null || fact.namespace === null) return null;
    const key = `${fact.namespace}/${cluster}`;
    this.#byUid.set(fact.uid, key);
    const known = this.#byKey.get(key) ?? null;
    if (known === null) this.#refreshSoon(LEAST_MS);
    return known;
  }

  /** Forgets the object; its events may still come for a moment, and find nothing. */
  forget(uid: string): void {
    this.#byUid.delete(uid);
  }

  /** Reads the rows again when they are older than ten seconds, or at once when told. */
  async refresh(atOnce = false): Promise<void> {
    if (this.#reading) return this.#reading;
    if (!atOnce && performance.now() - this.#readAt < FRESH_MS) return;
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  #ofUid(uid: string): IndexedDatabase | null {
    const key = this.#byUid.get(uid);
    return key === undefined ? null : (this.#byKey.get(key) ?? null);
  }

  #refreshSoon(leastMs: number) {
    if (performance.now() - this.#readAt < leastMs) return;
    void this.refresh(true).catch((error: unknown) => reportFailure(error, { regionId: this.#regionId }));
  }

  async #read() {
    const rows = await db()
      .select({ id: databases.id, name: databases.name, namespace: databases.namespace })
      .from(databases)
      .where(and(eq(databases.regionId, this.#regionId), isNull(databases.deletedAt)));
    this.#readAt = performance.now();
    this.#byKey = new Map(rows.map((row) => [`${row.namespace}/${row.name}`, row]));
  }
}

declare global {
  var gantryRegionDatabases: Map<string, RegionDatabases> | undefined;
}

/** The index of one region in this process. */
export function regionDatabases(regionId: string): RegionDatabases {
  const held = (globalThis.gantryRegionDatabases ??= new Map<string, RegionDatabases>());
  const known = held.get(regionId) ?? new RegionDatabases(regionId);
  held.set(regionId, known);
  return known;
}
