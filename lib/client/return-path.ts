/** Where to go after signing in: an address of the console, never another site; "/" for anything else. */
export function returnPath(asked: string | string[] | undefined): string {
  if (typeof asked !== "string" || !asked.startsWith("/o/")) return "/";
  const base = "http://gantry.invalid";
  if (!URL.canParse(asked, base)) return "/";
  const url = new URL(asked, base);
  return url.origin === base && url.pathname.startsWith("/o/") ? `${url.pathname}${url.search}` : "/";
}
