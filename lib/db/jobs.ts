import "server-only";
import { sql } from "drizzle-orm";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { db, pool, type Tx } from "@/lib/db/connection";

declare global {
  var gantryJobs: PgBoss | undefined;
}

/** Jobs carry ids only; the worker loads and decides again. */
const JobData = z.record(z.string(), z.string());
export type JobData = z.infer<typeof JobData>;

export async function startJobs(queues: readonly string[], onError: (error: Error) => void): Promise<void> {
  const boss = new PgBoss({ db: { executeSql: (text, values) => pool().query(text, values ?? []) } });
  boss.on("error", onError);
  await boss.start();
  for (const queue of queues)
    await boss.createQueue(queue, { retryLimit: 1000, retryDelay: 2, expireInSeconds: 120 });
  globalThis.gantryJobs = boss;
}

function jobs(): PgBoss {
  if (!globalThis.gantryJobs) throw new Error("The job queue is not running in this process.");
  return globalThis.gantryJobs;
}

/** Sends a job in the caller's transaction (null: at once): it exists exactly when the change does. */
export async function enqueue(tx: Tx | null, queue: string, data: JobData): Promise<void> {
  const runner = tx ?? db();
  await jobs().send(queue, data, {
    db: {
      async executeSql(text, values = []) {
        const pieces = text.split(/\$(\d+)/);
        const query = sql.empty();
        pieces.forEach((piece, index) => {
          query.append(index % 2 === 0 ? sql.raw(piece) : sql`${values[Number(piece) - 1]}`);
        });
        const result = await runner.execute(query);
        return { rows: result.rows };
      },
    },
  });
}

/** Works a queue: the handler gets the ids; a throw is retried. */
export async function work(queue: string, handle: (data: JobData) => Promise<void>): Promise<void> {
  await jobs().work(queue, { pollingIntervalSeconds: 1 }, async (batch) => {
    for (const job of batch) await handle(JobData.parse(job.data));
  });
}

/** Takes no new jobs and gives the running ones 1.5 s; what did not end is handed out again later. */
export async function stopJobs(): Promise<void> {
  const boss = globalThis.gantryJobs;
  globalThis.gantryJobs = undefined;
  await boss?.stop({ graceful: true, timeout: 1500 });
}
