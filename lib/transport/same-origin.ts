import "server-only";
import { ServiceError } from "@/lib/domain/errors";
import { originOf } from "@/lib/domain/origin";

/**
 * Refuses a state-changing request that does not come from our own pages. A request without Origin
 * passes only with `Sec-Fetch-Site: same-origin` (Next itself lets it through with a warning).
 */
export function requireSameOrigin(headers: Headers): void {
  const origin = originOf(headers);
  const same = origin === "same" || (origin === "unsaid" && headers.get("sec-fetch-site") === "same-origin");
  if (!same) throw new ServiceError("forbidden", "This request did not come from a page of this Gantry.");
}
