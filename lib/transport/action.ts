import "server-only";
import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { currentPerson } from "@/lib/auth/actor";
import type { ActionResult } from "@/lib/contract/inputs";
import { ServiceError } from "@/lib/domain/errors";
import { env } from "@/lib/env";
import type { ServiceVerb } from "@/lib/services/verb";
import { toFailure } from "@/lib/transport/failure";
import { callerAddress } from "@/lib/transport/peer-address";
import { requireSameOrigin } from "@/lib/transport/same-origin";

/**
 * The one factory of server actions: origin, session, actor in the organization of the URL, then the verb
 * (which asks for permission, parses, changes and audits). Failures are values, never throws.
 */
export function defineAction<R>(
  verb: ServiceVerb<R>,
): (slug: string, raw: unknown) => Promise<ActionResult<R>> {
  return async (slug, raw) => {
    const requestId = randomUUID();
    try {
      requireSameOrigin(await headers());
      const actor = typeof slug === "string" ? await currentPerson(slug) : null;
      if (!actor) throw new ServiceError("unauthenticated", "Sign in to this organization first.");
      return { ok: true, value: await verb({ actor, requestId, now: () => new Date() }, raw) };
    } catch (error) {
      return toFailure(error, requestId);
    }
  };
}

/** The factory of the few actions that need no session (set-up): origin first, then a handler that limits itself. */
export function definePublicAction<R>(
  handle: (raw: unknown, from: { address: string; requestId: string; now: Date }) => Promise<R>,
): (raw: unknown) => Promise<ActionResult<R>> {
  return async (raw) => {
    const requestId = randomUUID();
    try {
      const list = await headers();
      requireSameOrigin(list);
      const address = callerAddress((name) => list.get(name), env().GANTRY_TRUSTED_PROXIES);
      return { ok: true, value: await handle(raw, { address, requestId, now: new Date() }) };
    } catch (error) {
      return toFailure(error, requestId);
    }
  };
}
