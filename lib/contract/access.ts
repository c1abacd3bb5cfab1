/** What an account may do in a region, and the command that makes it. Times are epoch milliseconds. */
import { z } from "zod";

export const JoinView = z.object({
  url: z.string(),
  /** One line for a shell whose kubectl has access. */
  command: z.string(),
  /** The same script, to read before it is run. */
  script: z.string(),
  yaml: z.string(),
  undo: z.string(),
  expiresAt: z.number(),
  packs: z.array(
    z.object({
      pack: z.enum(["base", "capacity", "metrics"]),
      title: z.string(),
      without: z.string(),
      caution: z.string().nullable(),
      chosen: z.boolean(),
      rules: z.array(z.object({ words: z.string(), where: z.string() })),
    }),
  ),
  never: z.array(z.string()),
});
export type JoinView = z.infer<typeof JoinView>;

export const RegionTrust = z.object({
  /** Since this process started; names of things never, kinds only. */
  calls: z.array(
    z.object({
      verb: z.string(),
      resource: z.string(),
      calls: z.number(),
      bytes: z.number(),
      lastAt: z.number(),
    }),
  ),
  rights: z.array(z.object({ title: z.string(), words: z.array(z.string()) })),
  never: z.array(z.string()),
});
export type RegionTrust = z.infer<typeof RegionTrust>;
