import "server-only";
import { z } from "zod";
import type { SqlPort, WorstLagQuery } from "@/lib/metrics/store";

/** As in `readLag`: Vitess stops writing the gauge with the replication, and a real lag of this much would move. */
const FROZEN_FROM_SECONDS = 2;

/** One row a tablet and step, folded in the database: the samples themselves never leave it. */
const READ = `select database_id, pod, floor(extract(epoch from at) * 1000 / $4::float8)::float8 as step,
  (max(value) filter (where series = 'replication-lag'))::float8 as most,
  (min(value) filter (where series = 'replication-lag'))::float8 as least,
  coalesce(min(value) filter (where series = 'tablet-state') > 0
    and not coalesce(bool_or(labels_key like '%"PRIMARY"%') filter (where series = 'tablet-role'), false), false)
    as replicates
from metric_samples
where database_id = any($1::text[]) and series in ('replication-lag', 'tablet-state', 'tablet-role')
  and at >= to_timestamp($2::float8 * $4::float8 / 1000.0)
  and at < to_timestamp(($3::float8 + 1) * $4::float8 / 1000.0)
group by 1, 2, 3`;

const Row = z.object({
  database_id: z.string(),
  pod: z.string(),
  step: z.number(),
  most: z.number().nullable(),
  least: z.number().nullable(),
  replicates: z.boolean(),
});
type Row = z.infer<typeof Row>;

const isHeld = (row: Row, value: number): boolean => row.most === value && row.least === value;

/** A tablet's lag in one step; null where it did not replicate, was primary, or its gauge stood still since a step before. */
function lagIn(row: Row, before: Row | undefined): number | null {
  if (!row.replicates || row.most === null) return null;
  const isFrozen =
    row.most >= FROZEN_FROM_SECONDS &&
    isHeld(row, row.most) &&
    before !== undefined &&
    isHeld(before, row.most);
  return isFrozen ? null : row.most;
}

/**
 * The worst lag of each database in every step from `first` to `last`; null where no replica said a number, never 0.
 * One statement for all of them: it reads their samples of the range once, O(tablets x samples), and answers
 * O(tablets x steps) rows. Databases without a sample are not in the answer.
 */
export async function readWorstLag(
  sql: SqlPort,
  { databaseIds, first, last, stepMs }: WorstLagQuery,
): Promise<Map<string, (number | null)[]>> {
  if (databaseIds.length === 0) return new Map();
  const answer = await sql.query(READ, [databaseIds, first - 1, last, stepMs]);
  const lines = new Map<string, (number | null)[]>();
  const byTablet = Map.groupBy(z.array(Row).parse(answer.rows), (row) => `${row.database_id} ${row.pod}`);
  for (const rows of byTablet.values()) {
    const at = new Map(rows.map((row) => [row.step, row]));
    for (const row of rows) {
      const line = lines.get(row.database_id) ?? Array.from({ length: last - first + 1 }, () => null);
      lines.set(row.database_id, line);
      const seconds = row.step < first ? null : lagIn(row, at.get(row.step - 1));
      if (seconds !== null) line[row.step - first] = Math.max(seconds, line[row.step - first] ?? 0);
    }
  }
  return lines;
}
