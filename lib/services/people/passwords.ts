import "server-only";
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const KEY_BYTES = 32;

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, COST, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** scrypt, N=2^15 r=8 p=1 (32 MiB, about 80 ms); stored as `scrypt$salt$key` in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  return `scrypt$${salt.toString("base64")}$${key.toString("base64")}`;
}

const NOBODY = `scrypt$${Buffer.alloc(16, 7).toString("base64")}$${Buffer.alloc(KEY_BYTES).toString("base64")}`;

/** Compares in the same time whether the user exists or not: a missing hash is compared with nobody's. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, salt, key] = (stored ?? NOBODY).split("$");
  if (scheme !== "scrypt" || salt === undefined || key === undefined) return false;
  const derived = await derive(password, Buffer.from(salt, "base64"));
  return timingSafeEqual(derived, Buffer.from(key, "base64")) && stored !== null;
}
