import { SECTION, SECTIONS, type Section } from "@/lib/client/sections";

/** What a key means outside of fields. */
export type Shortcut = { kind: "palette" } | { kind: "keys" } | { kind: "go"; section: Section };

export interface KeyPress {
  key: string;
  /** Command or control is held. */
  command: boolean;
  alt: boolean;
  /** The focus is where people type. */
  typing: boolean;
  /** Epoch milliseconds. */
  at: number;
}

const SEQUENCE_MS = 1500;

/** Folds key presses into shortcuts: Cmd-K anywhere; `?` and `g` followed by a letter where nobody types. */
export class KeySequence {
  #goAt: number | null = null;

  press({ key, command, alt, typing, at }: KeyPress): Shortcut | null {
    const waited = this.#goAt !== null && at - this.#goAt <= SEQUENCE_MS;
    this.#goAt = null;
    if (command) return key.toLowerCase() === "k" && !alt ? { kind: "palette" } : null;
    if (typing || alt) return null;
    if (waited) {
      const section = SECTIONS.find((each) => SECTION[each].key === key);
      if (section !== undefined) return { kind: "go", section };
    }
    if (key === "g") this.#goAt = at;
    return key === "?" ? { kind: "keys" } : null;
  }
}
