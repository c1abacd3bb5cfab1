import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LiveFrame } from "@/lib/contract/frames";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { closeLiveHub, streamSeats } from "@/lib/live/process-hub";
import { MOST_STREAMS } from "@/lib/live/stream-seats";
import type { Person } from "@/lib/services/context";
import { openLiveStream } from "@/lib/services/live-stream";
import { makeOrganization, type TestOrganization } from "@/lib/services/testing/people";

describe("the live streams of a person", () => {
  let postgres: TestPostgres;
  let acme: TestOrganization;
  const left = new AbortController();
  const open = (person: Person): { kinds: LiveFrame["kind"][]; done: Promise<void> } => {
    const query = { topics: "overview", last: null };
    const start = openLiveStream({ person, query, personNow: () => Promise.resolve(person) });
    const kinds: LiveFrame["kind"][] = [];
    const read = async (): Promise<void> => {
      for await (const { frame } of start(left.signal)) kinds.push(frame.kind);
    };
    return { kinds, done: read() };
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    acme = await makeOrganization("acme");
  });
  afterAll(async () => {
    closeLiveHub();
    await postgres.stop();
  });

  it("are bounded: the oldest gives way, another person's stay, and all seats are free in the end", async () => {
    const { actor: ana } = acme.as("owner");
    const { actor: ben } = acme.as("viewer");
    const bens = open(ben);
    const anas = Array.from({ length: MOST_STREAMS }, () => open(ana));
    const newest = open(ana);
    await anas[0]?.done;
    expect(anas[0]?.kinds.at(-1)).toBe("paused");
    expect(streamSeats().count(ana.userId)).toBe(MOST_STREAMS);
    await expect.poll(() => newest.kinds, { timeout: 10_000 }).toContain("ping");
    for (const stream of [bens, ...anas.slice(1)]) expect(stream.kinds).not.toContain("paused");
    left.abort();
    await Promise.all([bens, newest, ...anas].map((stream) => stream.done));
    expect([ana, ben].map((person) => streamSeats().count(person.userId))).toEqual([0, 0]);
  });
});
