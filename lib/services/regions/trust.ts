import "server-only";
import { RegionInput } from "@/lib/contract/inputs";
import type { RegionTrust } from "@/lib/contract/access";
import { namespaceOf } from "@/lib/domain/database/names";
import { NEVER, PACK_WORDS, PACKS, permissionRules } from "@/lib/domain/region/permissions";
import { openRegion } from "@/lib/services/regions/find";
import { defineRead } from "@/lib/services/verb";

/** Every kind of call that this process made to a region since it started, and what the account may do. */
export const getRegionTrust = defineRead(
  "region.read",
  RegionInput,
  async (ctx, input): Promise<RegionTrust> => {
    const { runtime } = await openRegion(ctx, input.regionId);
    const rules = permissionRules(namespaceOf(ctx.actor.organizationSlug));
    return {
      calls: runtime.client
        .ledger()
        .map(({ verb, resource, calls, bytes, lastAt }) => ({ verb, resource, calls, bytes, lastAt })),
      rights: PACKS.map((pack) => ({
        title: PACK_WORDS[pack].title,
        words: rules.filter((rule) => rule.pack === pack).map((rule) => rule.words),
      })),
      never: [...NEVER],
    };
  },
);
