import { NextResponse, type NextRequest } from "next/server";
import { originOf } from "@/lib/domain/origin";

const STATIC = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
};

function policy(nonce: string): string {
  const scripts = process.env.NODE_ENV === "development" ? "'unsafe-eval'" : "";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic' ${scripts}`,
    "style-src 'self' 'unsafe-inline'",
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Sets the security headers of every answer; who may see what is decided where the data is read. What would change
 * something for a page of another site ends here: Next would answer it as a fault of its own.
 */
export function proxy(request: NextRequest): NextResponse {
  if (!READING.has(request.method) && originOf(request.headers) === "foreign")
    return new NextResponse("This request did not come from a page of this Gantry.\n", {
      status: 403,
      headers: { ...STATIC, "cache-control": "no-store" },
    });
  const nonce = btoa(crypto.randomUUID());
  const csp = policy(nonce);
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", csp);
  headers.delete("x-middleware-subrequest");
  headers.set("x-gantry-path", `${request.nextUrl.pathname}${request.nextUrl.search}`);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", csp);
  response.headers.set("cross-origin-opener-policy", "same-origin");
  response.headers.set("cross-origin-resource-policy", "same-origin");
  for (const [name, value] of Object.entries(STATIC)) response.headers.set(name, value);
  return response;
}

export const config = { matcher: "/((?!_next/static|_next/image|favicon).*)" };
