import "server-only";
import { inspect } from "node:util";

const SHOWN = "[secret]";

/** Text that prints as `[secret]` wherever it is logged, joined, inspected or serialized. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that sends or seals it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
