import { readiness } from "@/lib/services/readiness";

export const dynamic = "force-dynamic";

/** Ready: database, migrations and engine. A region that is down never makes Gantry unready. */
export async function GET(): Promise<Response> {
  const parts = await readiness();
  const ok = Object.values(parts).every((part) => part.ok);
  return Response.json(
    { ok, ...parts },
    { status: ok ? 200 : 503, headers: { "cache-control": "no-store" } },
  );
}
