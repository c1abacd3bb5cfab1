import "server-only";
import { cache } from "react";
import { currentUser } from "@/lib/auth/actor";
import type { Viewer } from "@/lib/contract/views";
import type { PersonContext } from "@/lib/services/context";
import { getOverview } from "@/lib/services/overview";
import { pageContext, readForPage } from "@/lib/transport/read";

/** The context of this request's person in this organization; asked for once a request, by layout and page alike. */
export const personIn: (slug: string) => Promise<PersonContext> = cache(pageContext);

/** Who looks at the page. */
export const viewerIn = cache(async (slug: string): Promise<Viewer> => {
  const [{ actor }, user] = await Promise.all([personIn(slug), currentUser()]);
  const organizations = user?.organizations ?? [];
  return {
    userId: actor.userId,
    email: actor.email,
    role: actor.role,
    organization: {
      id: actor.organizationId,
      slug: actor.organizationSlug,
      name: organizations.find((each) => each.slug === slug)?.name ?? slug,
    },
    organizations,
  };
});

/** The overview that the shell and the overview page share. */
export const overviewOf = cache(async (slug: string) => readForPage(await personIn(slug), getOverview, {}));
