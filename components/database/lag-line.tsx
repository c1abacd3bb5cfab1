import { heightOf, lagPath, LINE_HEIGHT, LINE_WIDTH } from "@/components/database/lag-path";
import { classNames } from "@/components/ui/class-names";
import { LAG_LIMIT_SECONDS } from "@/lib/domain/topology/tablet-look";

const LIMIT_Y = heightOf(LAG_LIMIT_SECONDS);

interface LagLineProps {
  /** Oldest first, null where it is not known; null before anything was read. */
  values: readonly (number | null)[] | null;
  /** The lag now, which stands beside the line and says in words what it shows. */
  seconds: number | null;
}

/** The worst lag of the last hour over a dotted line at 15 s; amber while it is above it now. */
export function LagLine({ values, seconds }: LagLineProps) {
  const isOver = seconds !== null && seconds > LAG_LIMIT_SECONDS;
  return (
    <svg
      width={LINE_WIDTH}
      height={LINE_HEIGHT}
      viewBox={`0 0 ${LINE_WIDTH} ${LINE_HEIGHT}`}
      aria-hidden="true"
      className="block"
    >
      <path d={`M0 ${LIMIT_Y}H${LINE_WIDTH}`} strokeDasharray="2 3" className="stroke-line-control" />
      <path
        d={lagPath(values ?? [])}
        fill="none"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
        className={classNames(
          isOver ? "stroke-reduced-mark" : seconds === null ? "stroke-unknown-mark" : "stroke-text-3",
        )}
      />
    </svg>
  );
}
