import { randomInt } from "node:crypto";

const LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** Letters as the API server and its controllers add them to names. */
export function randomSuffix(length = 5): string {
  return Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join("");
}
