import "server-only";
import { deriveKey } from "@/lib/db/seal";

/** A key for one purpose, derived from the sealing key; base64, 32 bytes. */
export function derivedKey(purpose: string): string {
  return deriveKey(purpose).toString("base64");
}
