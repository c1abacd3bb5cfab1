import { refusedLines } from "@/lib/client/refused-lines";

interface RefusedTextProps {
  text: string;
  /** Line numbers (from 1) that were refused. */
  refused: readonly number[];
}

/** A pasted file with the refused lines marked, so that nobody has to search for them. */
export function RefusedText({ text, refused }: RefusedTextProps) {
  const lines = refusedLines(text, refused);
  if (lines.length === 0) return null;
  return (
    <figure
      aria-label={`Refused: line ${refused.join(", ")}`}
      className="min-w-0 overflow-hidden rounded-control border border-down-mark bg-sunken py-2 font-mono text-12 leading-[18px]"
    >
      {lines.map((each, index) => (
        <div key={each.number} className="contents">
          {index > 0 && each.number !== (lines[index - 1]?.number ?? 0) + 1 ? (
            <div className="pl-11.5 text-text-3">…</div>
          ) : null}
          <div
            className={
              each.isRefused
                ? "grid grid-cols-[34px_minmax(0,1fr)] bg-down-soft pr-3"
                : "grid grid-cols-[34px_minmax(0,1fr)] pr-3"
            }
          >
            <span className="pr-2.5 text-right text-text-3">{each.number}</span>
            <span
              className={
                each.isRefused
                  ? "overflow-hidden text-ellipsis whitespace-pre text-down"
                  : "overflow-hidden text-ellipsis whitespace-pre"
              }
            >
              {each.text}
            </span>
          </div>
        </div>
      ))}
    </figure>
  );
}
