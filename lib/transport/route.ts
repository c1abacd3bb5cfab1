import "server-only";
import { randomUUID } from "node:crypto";
import { currentPerson } from "@/lib/auth/actor";
import { httpStatus, ServiceError } from "@/lib/domain/errors";
import type { PersonContext } from "@/lib/services/context";
import { toFailure } from "@/lib/transport/failure";

const PRIVATE = { "cache-control": "private, no-store" } as const;

/** The one factory of GET routes below an organization: session, actor, handler; failures as JSON with a status. */
export function defineRoute<P extends { organization: string }>(
  handle: (ctx: PersonContext, params: P, request: Request) => Promise<Response>,
): (request: Request, context: { params: Promise<P> }) => Promise<Response> {
  return async (request, context) => {
    const requestId = randomUUID();
    try {
      const params = await context.params;
      const actor = await currentPerson(params.organization);
      if (!actor) throw new ServiceError("unauthenticated", "Sign in to this organization first.");
      return await handle({ actor, requestId, now: () => new Date() }, params, request);
    } catch (error) {
      const failure = toFailure(error, requestId);
      return Response.json(failure, { status: httpStatus(failure.code), headers: PRIVATE });
    }
  };
}

/** A query string as a plain record, for a strict schema: a name that comes twice is refused by it as unknown. */
export function queryOf(request: Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams)
    query[name in query ? `${name} twice` : name] = value;
  return query;
}

/** Makes numbers of these parameters, for a schema of numbers; text that is none stays text and is refused there. */
export function withNumbers(
  query: Record<string, string>,
  names: readonly string[],
): Record<string, string | number> {
  const isNumber = (name: string, text: string) => names.includes(name) && /^\d{1,15}$/.test(text);
  return Object.fromEntries(
    Object.entries(query).map(([name, text]) => [name, isNumber(name, text) ? Number(text) : text]),
  );
}

export function privateJson(value: unknown): Response {
  return Response.json(value, { headers: PRIVATE });
}
