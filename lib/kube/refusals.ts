import "server-only";
import { scrub } from "@/lib/kube/scrub";

/** One thing of a pasted credential that Gantry does not take: which field, on which line, and why. */
export interface Refusal {
  field: string;
  line: number | null;
  why: string;
}

const REFUSALS_MAX = 50;
const FIELD_MAX = 120;

/** Collects refusals, so that a person mends all of them at once. Values never belong into one. */
export class Refusals {
  readonly #all: Refusal[] = [];

  add(field: string, line: number | null, why: string): void {
    if (this.#all.length < REFUSALS_MAX)
      this.#all.push({ field: scrub(field).slice(0, FIELD_MAX), line, why });
  }

  get all(): readonly Refusal[] {
    return this.#all;
  }

  get none(): boolean {
    return this.#all.length === 0;
  }
}

/** A part of a credential that was read, or why it was not. */
export type Read<T> = { ok: true; value: T } | { ok: false; why: string };

export const took = <T>(value: T): Read<T> => ({ ok: true, value });
export const refused = (why: string): Read<never> => ({ ok: false, why });
