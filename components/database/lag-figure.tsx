import { classNames } from "@/components/ui/class-names";
import { Settle } from "@/components/ui/settle";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { formatLag } from "@/lib/domain/format";

/** Above this the operator refuses a planned reparent (`tolerableReplicationLag`). */
const LIMIT_SECONDS = 15;

interface LagFigureProps {
  seconds: number | null;
  /** Why there is no figure, or which replica it is of. */
  note: string | null;
}

/** The worst lag of a database. What is not known is said in words, never 0. */
export function LagFigure({ seconds, note }: LagFigureProps) {
  if (seconds === null) return <span className="text-unknown">{note ?? "not sampled"}</span>;
  const over = seconds > LIMIT_SECONDS;
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 text-16 leading-[20px] font-head whitespace-nowrap max-mid:text-20",
        over && "text-reduced",
      )}
    >
      {over ? (
        <StatusGlyph shape="half" className="text-reduced-mark" label="over the limit of 15 s" />
      ) : null}
      <Settle value={formatLag(seconds)}>{formatLag(seconds)}</Settle>
    </span>
  );
}
