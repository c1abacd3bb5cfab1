/** The sentences of the overview: pure. */
import type { Overview } from "@/lib/contract/views";
import { countOf } from "@/lib/domain/format";

/** The title is the count of what needs a person. */
export function overviewTitle(overview: Overview): string {
  const count = overview.findings.length;
  if (count > 0) return `${countOf(count, "thing needs", "things need")} you`;
  return overview.regions.length === 0 ? "Nothing to look after yet" : "Nothing needs you";
}

export interface SummaryPart {
  text: string;
  tone: "plain" | "reduced" | "down" | "unknown" | "starting";
}

const PARTS = [
  { kind: "serving", words: "serving", tone: "plain" },
  { kind: "reduced", words: "with protection reduced", tone: "reduced" },
  { kind: "down", words: "not serving writes", tone: "down" },
  { kind: "unknown", words: "unknown", tone: "unknown" },
  { kind: "starting", words: "starting", tone: "starting" },
  { kind: "deleting", words: "being deleted", tone: "starting" },
] as const;

/** "6 databases:" in parts of one state each; empty without databases. */
export function databaseCounts({ databases }: Pick<Overview, "databases">): SummaryPart[] {
  return PARTS.flatMap(({ kind, words, tone }) => {
    const count = databases.filter((database) => database.health.kind === kind).length;
    return count === 0 ? [] : [{ text: `${count} ${words}`, tone }];
  });
}

/** What is said after the counts: a stop is named, and what cannot be seen is not called well. */
export function servingSentence({ databases }: Pick<Overview, "databases">): string {
  const down = databases.filter((database) => database.health.kind === "down");
  if (down.length > 0) return `${down.map((database) => database.name).join(", ")} stopped serving writes.`;
  const unseen = databases.some((database) => database.health.kind === "unknown");
  return unseen ? "Nothing has stopped serving that Gantry can see." : "Nothing has stopped serving.";
}
