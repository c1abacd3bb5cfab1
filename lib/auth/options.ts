import "server-only";
import { randomUUID } from "node:crypto";
import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { sessionCookieName } from "@/lib/auth/cookie";
import { authSecret } from "@/lib/auth/secret";
import type { SignInInput } from "@/lib/contract/inputs";
import { env } from "@/lib/env";
import { endSession, findSession, openSession } from "@/lib/services/people/sessions";
import { checkPassword } from "@/lib/services/people/sign-in";
import { toFailure } from "@/lib/transport/failure";
import { callerAddress } from "@/lib/transport/peer-address";

interface From {
  address: string;
  requestId: string;
  now: Date;
}

/** What next-auth throws on goes into an address of the browser: only expected words may be thrown. */
async function check(credentials: Partial<SignInInput> | undefined, from: From) {
  try {
    return await checkPassword({ email: credentials?.email, password: credentials?.password }, from);
  } catch (error) {
    throw new Error(toFailure(error, from.requestId).message, { cause: error });
  }
}

/**
 * next-auth 4 refuses Credentials with database sessions, so its "token" is an opaque id that names a
 * session row: `encode` opens the row at sign-in, `decode` looks it up. No claim is ever trusted. `onUnread` is told when
 * the row could not be looked up: next-auth takes that for a false session and would have the browser drop its cookie.
 */
export function authOptions(onUnread: (error: unknown) => void = () => undefined): AuthOptions {
  return {
    secret: authSecret(),
    session: { strategy: "jwt", maxAge: 7 * 24 * 60 * 60 },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: env().GANTRY_SECURE_COOKIES },
      },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        async authorize(credentials, request) {
          const list = new Headers(request.headers);
          const address = callerAddress((name) => list.get(name), env().GANTRY_TRUSTED_PROXIES);
          const found = await check(credentials, { address, requestId: randomUUID(), now: new Date() });
          return found ? { id: found.userId, email: found.email } : null;
        },
      }),
    ],
    jwt: {
      async encode({ token }) {
        if (typeof token?.["sid"] === "string") return token["sid"];
        return token?.sub === undefined ? "" : openSession(token.sub, new Date());
      },
      async decode({ token }) {
        if (token === undefined || token === "") return null;
        const session = await findSession(token, new Date()).catch((error: unknown) => {
          onUnread(error);
          throw error;
        });
        return session ? { sub: session.userId, email: session.email, sid: token } : null;
      },
    },
    events: {
      async signOut({ token }) {
        if (typeof token["sid"] === "string") await endSession(token["sid"], new Date());
      },
    },
  };
}
