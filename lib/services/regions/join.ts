import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { joinCodes, organizations } from "@/drizzle/schema/tables";
import { MakeJoinInput } from "@/lib/contract/inputs";
import type { JoinView } from "@/lib/contract/access";
import { db } from "@/lib/db/connection";
import { namespaceOf } from "@/lib/domain/database/names";
import {
  namespaceOfRule,
  NEVER,
  OPTIONAL_PACKS,
  PACK_WORDS,
  PACKS,
  permissionRules,
  type Pack,
} from "@/lib/domain/region/permissions";
import { joinObjects, joinScript, joinUndo, type JoinOptions } from "@/lib/kube/join-manifest";
import { toYaml } from "@/lib/kube/yaml";
import { settings } from "@/lib/services/settings";
import { defineVerb } from "@/lib/services/verb";

const LIFE_MS = 30 * 60 * 1000;
const StoredPacks = z.array(z.enum(PACKS));

const hashOf = (code: string): string => createHash("sha256").update(code).digest("hex");

function optionsOf(slug: string, chosen: readonly Pack[]): JoinOptions {
  const packs: Pack[] = ["base", ...OPTIONAL_PACKS.filter((pack) => chosen.includes(pack))];
  return { databaseNamespace: namespaceOf(slug), packs };
}

function viewOf(options: JoinOptions, code: string, expiresAt: number): JoinView {
  const url = `${settings().publicUrl}/join/${code}`;
  const rules = permissionRules(options.databaseNamespace);
  return {
    url,
    command: `curl -fsS ${url} | sh`,
    script: joinScript(options),
    yaml: toYaml(joinObjects(options)),
    undo: joinUndo(options),
    expiresAt,
    packs: PACKS.map((pack) => ({
      pack,
      ...PACK_WORDS[pack],
      chosen: options.packs.includes(pack),
      rules: rules
        .filter((rule) => rule.pack === pack)
        .map((rule) => ({
          words: rule.words,
          where: namespaceOfRule(rule, options.databaseNamespace) ?? "cluster",
        })),
    })),
    never: [...NEVER],
  };
}

/**
 * Makes a join command for a shell that has access: a single-use address for 30 minutes that serves a script with
 * the rights of the chosen packs. The answer holds the same script to read first.
 */
export const makeJoin = defineVerb({
  name: "region.register",
  input: MakeJoinInput,
  prepare: () => Promise.resolve(null),
  run: async (tx, ctx, input) => {
    const code = randomBytes(15).toString("base64url");
    const expiresAt = new Date(ctx.now().getTime() + LIFE_MS);
    await tx.insert(joinCodes).values({
      codeHash: hashOf(code),
      organizationId: ctx.actor.organizationId,
      packs: input.packs,
      expiresAt,
    });
    return viewOf(optionsOf(ctx.actor.organizationSlug, input.packs), code, expiresAt.getTime());
  },
  audit: (input) => ({ objectKind: "join", objectId: null, detail: { packs: input.packs } }),
});

/** The script of a code, once; null when the code is unknown, used or older than 30 minutes. */
export async function useJoinCode(code: string, now: Date): Promise<string | null> {
  const [row] = await db()
    .update(joinCodes)
    .set({ usedAt: now })
    .where(and(eq(joinCodes.codeHash, hashOf(code)), isNull(joinCodes.usedAt), gt(joinCodes.expiresAt, now)))
    .returning({ organizationId: joinCodes.organizationId, packs: joinCodes.packs });
  if (!row) return null;
  const [owner] = await db()
    .select({ slug: organizations.slug })
    .from(organizations)
    .where(eq(organizations.id, row.organizationId));
  return owner ? joinScript(optionsOf(owner.slug, StoredPacks.parse(row.packs))) : null;
}
