import { randomUUID } from "node:crypto";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/auth/options";
import { toFailure } from "@/lib/transport/failure";

/** While the database does not answer nobody is signed out: the answer of next-auth, which says so, is not passed on. */
async function handler(
  request: Request,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const unread: unknown[] = [];
  const answer: Response = await NextAuth(authOptions((error) => unread.push(error)))(request, context);
  if (unread.length === 0) return answer;
  const failure = toFailure(unread[0], randomUUID());
  return Response.json(failure, { status: 503, headers: { "cache-control": "private, no-store" } });
}

export { handler as GET, handler as POST };
