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

/** The last frame of a stream that gave way to newer ones of the same person: come back only when asked to. */
const PausedFrame = z.object({ kind: z.literal("paused"), reason: z.literal("too-many-streams") });
export type PausedFrame = z.infer<typeof PausedFrame>;

export const LiveFrame = z.discriminatedUnion("kind", [SnapshotFrame, GoneFrame, PingFrame, PausedFrame]);
export type LiveFrame = z.infer<typeof LiveFrame>;
