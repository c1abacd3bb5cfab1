import { useJoinCode } from "@/lib/services/regions/join";

export const dynamic = "force-dynamic";

const HEADERS = { "cache-control": "no-store", "content-type": "text/x-shellscript; charset=utf-8" };

/** Looks without using the code up: Next would answer HEAD by the GET below. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}

/** The join script, once (decision 32). It carries no secret, so the code alone opens it. */
export async function GET(
  _request: Request,
  context: { params: Promise<{ code: string }> },
): Promise<Response> {
  const { code } = await context.params;
  const script = await useJoinCode(code, new Date());
  if (script !== null) return new Response(script, { headers: HEADERS });
  const words =
    "echo 'This join address was used, has expired, or never was. Make a new one in Gantry.' >&2; exit 1\n";
  return new Response(words, { status: 404, headers: HEADERS });
}
