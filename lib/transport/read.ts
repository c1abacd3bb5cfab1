import "server-only";
import { randomUUID } from "node:crypto";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { currentPerson, currentUser } from "@/lib/auth/actor";
import { ServiceError, type ErrorCode } from "@/lib/domain/errors";
import type { PersonContext } from "@/lib/services/context";
import type { ServiceVerb } from "@/lib/services/verb";

/** The context of a page: signed out goes to sign-in and back, a foreign or missing organization is not found. */
export async function pageContext(slug: string): Promise<PersonContext> {
  const actor = await currentPerson(slug);
  if (actor) return { actor, requestId: randomUUID(), now: () => new Date() };
  if (await currentUser()) notFound();
  const path = (await headers()).get("x-gantry-path") ?? "/";
  redirect(`/sign-in?to=${encodeURIComponent(path)}`);
}

const UNSEEN: ReadonlySet<ErrorCode> = new Set(["not_found", "forbidden", "invalid"]);

/** Reads for a page; what the actor may not see, and what an address names that is no name, is not found. */
export async function readForPage<R>(ctx: PersonContext, verb: ServiceVerb<R>, input: unknown): Promise<R> {
  try {
    return await verb(ctx, input);
  } catch (error) {
    if (error instanceof ServiceError && UNSEEN.has(error.code)) notFound();
    throw error;
  }
}
