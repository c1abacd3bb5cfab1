import "server-only";
import { z } from "zod";
import type { Topic } from "@/lib/contract/frames";
import { ServiceError } from "@/lib/domain/errors";
import { liveHub, streamSeats } from "@/lib/live/process-hub";
import { liveStream, pause, type LiveEvent } from "@/lib/live/stream";
import { parseTopics } from "@/lib/live/topics";
import type { Person } from "@/lib/services/context";
import { visibleTopics } from "@/lib/services/live-topics";
import { parseInput } from "@/lib/services/verb";

/** `topics` is a comma separated list; `last` is the newest event id that the browser has. */
const LiveQuery = z.strictObject({
  topics: z.string().max(4096),
  last: z.string().max(64).nullable(),
});

export interface LiveRequest {
  person: Person;
  query: unknown;
  /** The person as they are now, or null: roles and sessions end while a stream is open. */
  personNow: () => Promise<Person | null>;
}

/**
 * The live frames of one reader. Throws `invalid` for a list that is none; topics of other organizations and topics
 * that the role may not read are told as gone. Each takes one of the person's seats while it lasts.
 */
export function openLiveStream(request: LiveRequest): (signal: AbortSignal) => AsyncIterable<LiveEvent> {
  const query = parseInput(LiveQuery, request.query);
  const topics = parseTopics(query.topics);
  if (topics === null) {
    throw new ServiceError("invalid", "These are no topics.", {
      fields: { topics: "A list of 1 to 32 topics." },
    });
  }
  const { organizationId, userId } = request.person;
  const allowed = async (asked: readonly Topic[]): Promise<Topic[]> => {
    const person = await request.personNow();
    return person?.organizationId === organizationId ? visibleTopics(person, asked) : [];
  };
  return async function* seated(signal) {
    const seat = streamSeats().take(userId);
    try {
      yield* liveStream({
        hub: liveHub(),
        organizationId,
        topics,
        lastEventId: query.last,
        allowed,
        now: Date.now,
        elapsed: () => performance.now(),
        sleep: pause,
        signal,
        displaced: seat.displaced,
      });
    } finally {
      seat.leave();
    }
  };
}
