import "server-only";
import type { z } from "zod";
import { inTransaction, type Tx } from "@/lib/db/connection";
import { ServiceError } from "@/lib/domain/errors";
import { can, whoMay, type Verb } from "@/lib/domain/roles";
import { writeAudit } from "@/lib/services/audit";
import type { PersonContext } from "@/lib/services/context";

interface AuditFacts {
  objectKind: string;
  objectId: string | null;
  detail: Record<string, unknown>;
}

interface VerbDefinition<S extends z.ZodType, P, R> {
  name: Verb;
  input: S;
  /** Slow or remote work before the transaction; its result is handed to `run`. */
  prepare: (ctx: PersonContext, input: z.output<S>) => Promise<P>;
  run: (tx: Tx, ctx: PersonContext, input: z.output<S>, prepared: P) => Promise<R>;
  audit: (input: z.output<S>, result: R) => AuditFacts;
  /** After the commit: wake whoever waits. Must not fail the verb. */
  after?: (ctx: PersonContext, result: R, input: z.output<S>) => Promise<void> | void;
}

export interface ServiceVerb<R> {
  (ctx: PersonContext, rawInput: unknown): Promise<R>;
  verb: Verb;
}

function requirePermission(ctx: PersonContext, verb: Verb): void {
  if (can(ctx.actor.role, verb)) return;
  throw new ServiceError("forbidden", `The role ${ctx.actor.role} may not do this.`, {
    next: `Ask ${whoMay(verb)} of this organization.`,
  });
}

/** The path of the first text with U+0000, which PostgreSQL cannot store or compare; null when there is none. */
function nulAt(value: unknown, path: readonly string[] = []): string | null {
  if (typeof value === "string") return value.includes("\0") ? path.join(".") || "form" : null;
  if (typeof value !== "object" || value === null) return null;
  for (const [name, part] of Object.entries(value)) {
    const found = nulAt(part, [...path, name]);
    if (found !== null) return found;
  }
  return null;
}

/** Parses an input or throws `invalid` with one sentence per field. */
export function parseInput<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw);
  const fields: Record<string, string> = {};
  if (parsed.success) {
    const at = nulAt(parsed.data);
    if (at === null) return parsed.data;
    fields[at] = "This holds a character that is none.";
  } else {
    for (const issue of parsed.error.issues) fields[issue.path.join(".") || "form"] ??= issue.message;
  }
  throw new ServiceError("invalid", "Some fields need another value.", { fields });
}

/**
 * The one factory of writing verbs: permission, parse, prepare, then change and audit row in one transaction.
 * Throws ServiceError; anything else is a fault of ours.
 */
export function defineVerb<S extends z.ZodType, P, R>(definition: VerbDefinition<S, P, R>): ServiceVerb<R> {
  const call = async (ctx: PersonContext, rawInput: unknown): Promise<R> => {
    requirePermission(ctx, definition.name);
    const input = parseInput(definition.input, rawInput);
    const prepared = await definition.prepare(ctx, input);
    const result = await inTransaction(async (tx) => {
      const value = await definition.run(tx, ctx, input, prepared);
      const facts = definition.audit(input, value);
      await writeAudit(tx, {
        organizationId: ctx.actor.organizationId,
        actorId: ctx.actor.userId,
        actor: ctx.actor.email,
        verb: definition.name,
        requestId: ctx.requestId,
        ...facts,
      });
      return value;
    });
    await definition.after?.(ctx, result, input);
    return result;
  };
  return Object.assign(call, { verb: definition.name });
}

/** The one factory of reading verbs: permission, parse, read. */
export function defineRead<S extends z.ZodType, R>(
  name: Verb,
  input: S,
  read: (ctx: PersonContext, input: z.output<S>) => Promise<R>,
): ServiceVerb<R> {
  const call = async (ctx: PersonContext, rawInput: unknown): Promise<R> => {
    requirePermission(ctx, name);
    return read(ctx, parseInput(input, rawInput));
  };
  return Object.assign(call, { verb: name });
}
