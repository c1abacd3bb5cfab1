import "server-only";
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "@/lib/db/make-folder";
import { env } from "@/lib/env";

/** What a sealed text is bound to; opening it for anything else fails. */
export interface SealPurpose {
  organizationId: string;
  subjectId: string;
  purpose: "region-credential" | "operation-input";
}

const held: { key?: Buffer } = {};

/** Made beside and linked: whoever reads the file finds a whole key, also when two processes make it or one dies. */
function readOrMakeKeyFile(path: string, directory: string): Buffer {
  if (!existsSync(path)) {
    makeFolder(directory);
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, randomBytes(32).toString("base64"), { mode: 0o600, flush: true });
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return Buffer.from(readFileSync(path, "utf8").trim(), "base64");
}

function masterKey(): Buffer {
  if (held.key) return held.key;
  const settings = env();
  const key = settings.GANTRY_KEY
    ? Buffer.from(settings.GANTRY_KEY, "base64")
    : readOrMakeKeyFile(join(settings.GANTRY_DATA_DIR, "key"), settings.GANTRY_DATA_DIR);
  if (key.length !== 32)
    throw new Error("The sealing key must be 32 bytes in base64 (GANTRY_KEY or the file `key`).");
  held.key = key;
  return key;
}

const keyId = (key: Buffer): string =>
  createHash("sha256").update("gantry-key-id").update(key).digest("hex").slice(0, 8);
const aad = (bound: SealPurpose): Buffer =>
  Buffer.from(`v1|${bound.organizationId}|${bound.subjectId}|${bound.purpose}`);
const keyFor = (key: Buffer, salt: Buffer, bound: SealPurpose): Buffer =>
  Buffer.from(hkdfSync("sha256", key, salt, bound.purpose, 32));

/** AES-256-GCM with a fresh key (HKDF over a random salt) and IV per text: `v1.<key id>.<salt>.<iv>.<tag>.<text>`. */
export function seal(text: string, bound: SealPurpose): string {
  const key = masterKey();
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyFor(key, salt, bound), iv);
  cipher.setAAD(aad(bound));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return [
    "v1",
    keyId(key),
    ...[salt, iv, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url")),
  ].join(".");
}

/** Opens a sealed text. Throws when the key is another, the text was changed, or it belongs to another row. */
export function unseal(sealed: string, bound: SealPurpose): string {
  const key = masterKey();
  const [version, id, ...parts] = sealed.split(".");
  const [salt, iv, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
  if (version !== "v1" || !salt || !iv || !tag || !text)
    throw new Error("Not a sealed text of this version.");
  if (id !== keyId(key))
    throw new Error(`Sealed with key ${id ?? "?"}, but this Gantry holds key ${keyId(key)}.`);
  const decipher = createDecipheriv("aes-256-gcm", keyFor(key, salt, bound), iv, { authTagLength: 16 });
  decipher.setAAD(aad(bound));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(text), decipher.final()]).toString("utf8");
}

/** Whether a text was sealed with the key of this process. */
export function isSealedHere(sealed: string): boolean {
  return sealed.split(".")[1] === keyId(masterKey());
}

/** A 32 byte key for another purpose, by HKDF from the sealing key. */
export function deriveKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey(), Buffer.alloc(0), `gantry|${purpose}`, 32));
}
