import "server-only";
import { createHash } from "node:crypto";

/** What vtgate's static authentication reads: a user and the hash of the password, never the password. */
export interface StaticUser {
  user: string;
  /** `*` and 40 upper-case hex digits, see {@link mysqlNativeHash}. */
  nativeHash: string;
}

const NATIVE_HASH = /^\*[0-9A-F]{40}$/;

const sha1 = (data: string | Buffer): Buffer => createHash("sha1").update(data).digest();

/** MySQL's `mysql_native_password` hash of a password: `*` and the upper-case hex of SHA1(SHA1(password)). */
export function mysqlNativeHash(password: string): string {
  return `*${sha1(sha1(password)).toString("hex").toUpperCase()}`;
}

/**
 * The text of `users.json` with one user. vtgate refuses the whole file for one unknown key, and exits at its start;
 * so a malformed hash throws here instead.
 */
export function usersJson({ user, nativeHash }: StaticUser): string {
  if (user === "") throw new RangeError("A user needs a name.");
  if (!NATIVE_HASH.test(nativeHash))
    throw new RangeError("A user needs a mysql_native_password hash: * and 40 hex digits.");
  return `${JSON.stringify({ [user]: [{ UserData: user, MysqlNativePassword: nativeHash }] }, null, 2)}\n`;
}
