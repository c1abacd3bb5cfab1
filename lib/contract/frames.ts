/** What the live stream carries. Times are epoch milliseconds. */
import { z } from "zod";

/** `overview`, or a kind and an id. The organization is not in it: a stream belongs to one. */
export const Topic = z
  .string()
  .regex(/^(?:overview|(?:region|database|operation):[0-9a-z_-]{1,64})$/, "This is no topic.");
export type Topic = z.infer<typeof Topic>;

export const SnapshotFrame = z.object({
  kind: z.literal("snapshot"),
  topic: Topic,
  /** Rises with each frame of one server process, over all topics. */
  seq: z.number().int().nonnegative(),
  at: z.number(),
  data: z.unknown(),
});
export type SnapshotFrame = z.infer<typeof SnapshotFrame>;

/** The topic ended for this reader: its thing is gone, or the right to see it. */
export const GoneFrame = z.object({
  kind: z.literal("gone"),
  topic: Topic,
  reason: z.enum(["not-found", "no-permission"]),
});
export type GoneFrame = z.infer<typeof GoneFrame>;

const PingFrame = z.object({ kind: z.literal("ping"), at: z.number() });
export type PingFrame = z.infer<typeof PingFrame>;

export const LiveFrame = z.discriminatedUnion("kind", [SnapshotFrame, GoneFrame, PingFrame]);
export type LiveFrame = z.infer<typeof LiveFrame>;
