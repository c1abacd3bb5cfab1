import "server-only";
import { getScalarValue, parseEvents, YAMLException, type Event } from "js-yaml";
import type { Refusals } from "@/lib/kube/refusals";

export interface YamlScalar {
  kind: "scalar";
  text: string;
  /** Written without quotes, so that `true`, `null` and the like have their meaning. */
  plain: boolean;
  line: number;
}

export interface YamlEntry {
  key: string;
  line: number;
  value: YamlNode;
}

export interface YamlMap {
  kind: "map";
  entries: YamlEntry[];
  line: number;
}

export interface YamlList {
  kind: "list";
  items: YamlNode[];
  line: number;
}

/** YAML as it is written, with line numbers and without types: nothing is resolved, merged or built. */
export type YamlNode = YamlScalar | YamlMap | YamlList;

const BYTES_MAX = 256 * 1024;
const DEPTH_MAX = 30;

// Codes of the parser's events and of the plain scalar style; its own constants are marked as internal.
const DOCUMENT = 1;
const SEQUENCE = 2;
const MAPPING = 3;
const SCALAR = 4;
const ALIAS = 5;
const POP = 6;
const PLAIN = 1;

type Container = { node: YamlMap; key: { text: string; line: number } | null; seen: Set<string> } | YamlList;

/** The line of each offset, by binary search over the line starts. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

const isMap = (container: Container): container is Exclude<Container, YamlList> => "node" in container;

class TreeBuilder {
  readonly #text: string;
  readonly #lineOf: (offset: number) => number;
  readonly #refusals: Refusals;
  readonly #open: Container[] = [];
  #documents = 0;
  root: YamlNode | null = null;

  constructor(text: string, refusals: Refusals) {
    this.#text = text;
    this.#lineOf = lineFinder(text);
    this.#refusals = refusals;
  }

  /** Takes one event; false ends the reading. */
  take(event: Event): boolean {
    switch (event.type) {
      case DOCUMENT:
        this.#documents += 1;
        if (this.#documents === 1) return true;
        this.#refusals.add("document", null, "Paste one YAML document, not several.");
        return false;
      case ALIAS:
        return this.#refuse(event.anchorStart, "alias", "Aliases are not read. Write the value itself.");
      case POP:
        this.#open.pop();
        return true;
      case SCALAR:
      case SEQUENCE:
      case MAPPING:
        return this.#node(event);
    }
  }

  #refuse(offset: number, field: string, why: string): false {
    this.#refusals.add(field, this.#lineOf(Math.max(0, offset)), why);
    return false;
  }

  #node(event: Extract<Event, { anchorStart: number; tagStart: number }>): boolean {
    if (event.anchorStart >= 0) {
      return this.#refuse(
        event.anchorStart,
        "anchor",
        "Anchors are not read. Write each value where it belongs.",
      );
    }
    if (event.tagStart >= 0) return this.#refuse(event.tagStart, "tag", "YAML tags are not read.");
    if (event.type === SCALAR) {
      const node: YamlScalar = {
        kind: "scalar",
        text: getScalarValue(this.#text, event),
        plain: event.style === PLAIN,
        line: this.#lineOf(Math.max(0, event.valueStart)),
      };
      return this.#place(node);
    }
    const line = this.#lineOf(event.start);
    const node: YamlMap | YamlList =
      event.type === MAPPING ? { kind: "map", entries: [], line } : { kind: "list", items: [], line };
    if (!this.#place(node)) return false;
    this.#open.push(node.kind === "map" ? { node, key: null, seen: new Set() } : node);
    return true;
  }

  #place(node: YamlNode): boolean {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      this.root = node;
      return true;
    }
    if (!isMap(parent)) {
      parent.items.push(node);
      return true;
    }
    if (parent.key !== null) {
      parent.node.entries.push({ key: parent.key.text, line: parent.key.line, value: node });
      parent.key = null;
      return true;
    }
    if (node.kind !== "scalar") {
      this.#refusals.add("key", node.line, "A key is a word here, not a list or a map.");
      return false;
    }
    if (parent.seen.has(node.text)) {
      this.#refusals.add(node.text, node.line, "This field is written twice. Keep one.");
      return false;
    }
    parent.seen.add(node.text);
    parent.key = { text: node.text, line: node.line };
    return true;
  }
}

function events(text: string, refusals: Refusals): Event[] | null {
  try {
    return parseEvents(text, { maxDepth: DEPTH_MAX });
  } catch (error) {
    // The message of the parser quotes the text, so only its reason and line are kept.
    const mark = error instanceof YAMLException ? error.mark : undefined;
    const reason = error instanceof YAMLException ? `: ${error.reason}` : "";
    refusals.add(
      "document",
      mark === undefined ? null : mark.line + 1,
      `This is not YAML that can be read${reason}.`,
    );
    return null;
  }
}

/**
 * Reads one YAML document of at most 256 KiB and 30 levels into a tree with line numbers; null, with the
 * refusal added, for anything that a credential has no use for: aliases, anchors, tags, doubled keys,
 * several documents.
 */
export function readYamlTree(source: string, refusals: Refusals): YamlNode | null {
  if (Buffer.byteLength(source) > BYTES_MAX) {
    refusals.add("document", null, "This is larger than 256 KiB. Paste only the context that is meant.");
    return null;
  }
  const text = source.replace(/^\uFEFF/, "");
  const found = events(text, refusals);
  if (found === null) return null;
  const builder = new TreeBuilder(text, refusals);
  if (!found.every((event) => builder.take(event))) return null;
  if (builder.root === null) refusals.add("document", null, "There is nothing here.");
  return builder.root;
}

/** Nothing written, or one of YAML's words for nothing. */
export function isNothing(node: YamlNode): boolean {
  return node.kind === "scalar" && node.plain && /^(|~|null|Null|NULL)$/.test(node.text);
}
