/** Anything that answers with a header by its name in lower case, as `Headers` does. */
interface HeaderLookup {
  get(name: string): string | null;
}

/**
 * Where a request says that it comes from: a page of the host that it is sent to, a page of another one, or nothing.
 * The host is the one that the person typed, which a proxy before Gantry hands on as `x-forwarded-host`.
 */
export function originOf(headers: HeaderLookup): "same" | "foreign" | "unsaid" {
  const origin = headers.get("origin");
  if (origin === null) return "unsaid";
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  return URL.canParse(origin) && new URL(origin).host === host ? "same" : "foreign";
}
