import "server-only";
import { ServiceError } from "@/lib/domain/errors";

/**
 * Refuses a state-changing request that does not come from our own pages. A request without Origin
 * passes only with `Sec-Fetch-Site: same-origin` (Next itself lets it through with a warning).
 */
export function requireSameOrigin(headers: Headers): void {
  const origin = headers.get("origin");
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const same =
    origin === null
      ? headers.get("sec-fetch-site") === "same-origin"
      : URL.canParse(origin) && new URL(origin).host === host;
  if (!same) throw new ServiceError("forbidden", "This request did not come from a page of this Gantry.");
}
