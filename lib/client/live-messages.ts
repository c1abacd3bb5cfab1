/** What the tabs of one browser say to each other. Tabs of another build may speak too, so it is parsed. */
import { z } from "zod";
import { LiveFrame } from "@/lib/contract/frames";

const State = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connecting") }),
  z.object({ kind: z.literal("live") }),
  z.object({ kind: z.literal("reconnecting"), since: z.number() }),
  z.object({ kind: z.literal("paused"), since: z.number() }),
  z.object({ kind: z.literal("signed-out") }),
]);

export const TabMessage = z.discriminatedUnion("kind", [
  /** A tab wants these topics; said at every change, and every 20 s to show that it lives. */
  z.object({ kind: z.literal("want"), tab: z.string(), topics: z.array(z.string()) }),
  z.object({ kind: z.literal("bye"), tab: z.string() }),
  /** A tab has become the leader: the others say what they want. */
  z.object({ kind: z.literal("lead"), tab: z.string() }),
  z.object({ kind: z.literal("frame"), frame: LiveFrame }),
  z.object({ kind: z.literal("state"), state: State }),
  /** Somebody looks at a tab whose stream is paused and asks for it. */
  z.object({ kind: z.literal("resume") }),
  /** The session of this browser has ended. */
  z.object({ kind: z.literal("signed-out") }),
]);
export type TabMessage = z.infer<typeof TabMessage>;
