import { databaseCounts, servingSentence, type SummaryPart } from "@/lib/client/overview-words";
import type { Overview } from "@/lib/contract/views";
import { countOf } from "@/lib/domain/format";

const COLOURS: Record<SummaryPart["tone"], string> = {
  plain: "text-text-1",
  reduced: "text-reduced",
  down: "text-down",
  unknown: "text-unknown",
  starting: "text-starting",
};

/** "6 databases: 4 serving, 1 with protection reduced. Nothing has stopped serving." */
export function SummarySentence({ overview }: { overview: Overview }) {
  const parts = databaseCounts(overview);
  if (parts.length === 0) return <>No databases yet.</>;
  return (
    <>
      {countOf(overview.databases.length, "database")}:{" "}
      {parts.map((part, index) => (
        <span key={part.text}>
          {index === 0 ? "" : ", "}
          <b className={COLOURS[part.tone]}>{part.text}</b>
        </span>
      ))}
      . {servingSentence(overview)}
    </>
  );
}
