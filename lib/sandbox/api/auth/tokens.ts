import { createHash, randomBytes } from "node:crypto";
import type { Store } from "../store";
import type { User } from "../user";

export interface TokenRecord {
  user: string;
  groups: string[];
  /** Of a service account's token: it dies with its account. */
  account?: { namespace: string; name: string; uid: string };
  /** Milliseconds; absent never expires. */
  expiresAt?: number;
}

const digest = (token: string): string => createHash("sha256").update(token).digest("base64url");

/** Opaque tokens; only their digests are kept, but for the sandbox's own, which its kubeconfigs show again. */
export class Tokens {
  readonly #records = new Map<string, TokenRecord>();

  constructor(
    readonly store: Store,
    readonly now: () => number,
  ) {}

  /** A token of a user who is no service account. */
  issue(user: string, groups: readonly string[]): string {
    const token = `sandbox-${randomBytes(24).toString("base64url")}`;
    this.#records.set(digest(token), { user, groups: [...groups, "system:authenticated"] });
    return token;
  }

  /** A token of a service account, bound to its UID. */
  issueFor(
    account: { namespace: string; name: string; uid: string },
    lifetimeMs: number | undefined,
  ): string {
    const token = `sandbox-${randomBytes(32).toString("base64url")}`;
    const { namespace, name } = account;
    this.#records.set(digest(token), {
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      account,
      ...(lifetimeMs === undefined ? {} : { expiresAt: this.now() + lifetimeMs }),
    });
    return token;
  }

  /** Who holds a token; undefined for an unknown, expired or orphaned one. */
  userOf(token: string): User | undefined {
    const record = this.#records.get(digest(token));
    if (record === undefined) return undefined;
    if (record.expiresAt !== undefined && record.expiresAt <= this.now()) return undefined;
    const { account } = record;
    if (account === undefined) return { name: record.user, groups: record.groups };
    const living = this.store.get("/serviceaccounts", account.namespace, account.name);
    if (living?.object.metadata.uid !== account.uid) return undefined;
    return { name: record.user, uid: account.uid, groups: record.groups };
  }

  records(): [digest: string, record: TokenRecord][] {
    return [...this.#records].filter(
      ([, { expiresAt }]) => expiresAt === undefined || expiresAt > this.now(),
    );
  }

  restore(records: Iterable<readonly [string, TokenRecord]>): void {
    for (const [key, record] of records) this.#records.set(key, record);
  }

  /** Makes every token of a user or account invalid, as a rotated key does. */
  revoke(user: string): void {
    for (const [key, record] of this.#records) if (record.user === user) this.#records.delete(key);
  }
}
