import "server-only";
import { derivedKey } from "@/lib/services/people/derived-key";

/** The secret of next-auth's CSRF token, derived from the sealing key; sessions do not depend on it. */
export function authSecret(): string {
  return derivedKey("next-auth");
}
