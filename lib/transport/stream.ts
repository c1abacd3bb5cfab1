import "server-only";
import { randomUUID } from "node:crypto";
import { personOfStream } from "@/lib/auth/actor";
import { httpStatus, ServiceError } from "@/lib/domain/errors";
import type { Person } from "@/lib/services/context";
import { toFailure } from "@/lib/transport/failure";
import { queryOf } from "@/lib/transport/route";
import { sseResponse, type SseEvent } from "@/lib/transport/sse";

interface StreamRequest {
  person: Person;
  query: unknown;
  personNow: () => Promise<Person | null>;
}

/**
 * The one factory of streaming GET routes: `org` of the query names the organization, `Last-Event-ID` (or `last` in
 * the query, for a first connection) the place to go on from. Refusals are JSON with a status, before any event.
 */
export function defineStream(
  open: (request: StreamRequest) => (signal: AbortSignal) => AsyncIterable<SseEvent>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const requestId = randomUUID();
    try {
      const { org = "", last, ...rest } = queryOf(request);
      const personNow = await personOfStream(org);
      const person = await personNow();
      if (!person) throw new ServiceError("unauthenticated", "Sign in to this organization first.");
      const query = { ...rest, last: request.headers.get("last-event-id") ?? last ?? null };
      return sseResponse(open({ person, query, personNow }), request.signal);
    } catch (error) {
      const failure = toFailure(error, requestId);
      return Response.json(failure, {
        status: httpStatus(failure.code),
        headers: { "cache-control": "private, no-store" },
      });
    }
  };
}
