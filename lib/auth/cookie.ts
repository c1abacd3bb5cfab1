import "server-only";
import { env } from "@/lib/env";

/** The name of the session cookie: `__Host-` only where TLS ends in front of Gantry (decision 16). */
export function sessionCookieName(): string {
  return env().GANTRY_SECURE_COOKIES ? "__Host-gantry-session" : "gantry-session";
}
