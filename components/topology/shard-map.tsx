import { placeOf } from "@/components/topology/place";
import { classNames } from "@/components/ui/class-names";
import { TONES } from "@/components/ui/tone";
import { formatLag } from "@/lib/domain/format";
import type { Layout } from "@/lib/domain/topology/slots";
import { LAG_LIMIT_SECONDS } from "@/lib/domain/topology/tablet-look";

interface ShardMapProps {
  layout: Layout;
  selected: string | null;
  onSelect: (pod: string) => void;
}

/** Very many shards: one row each, the worst first, one square a tablet, only the worst lag as a number. */
export function ShardMap({ layout, selected, onSelect }: ShardMapProps) {
  return (
    <section
      aria-label="Shards, worst first"
      className="relative"
      style={{ width: layout.width, height: layout.height }}
    >
      {layout.columns.map((slot) => (
        <b
          key={`${slot.kind} ${slot.zone}`}
          className="absolute top-3 cut"
          style={{ left: slot.x, width: slot.width }}
        >
          {slot.zone}
        </b>
      ))}
      {layout.rows.map((row) => (
        <div key={`${row.keyspace}/${row.shard}`}>
          <span className="mono cut absolute" style={{ left: row.x, top: row.y, width: 150 }}>
            {row.keyspace}/{row.shard}
          </span>
          {row.squares.map((square) => {
            const look = TONES[square.tablet.tone];
            return (
              <button
                key={square.tablet.pod}
                type="button"
                data-pod={square.tablet.pod}
                aria-pressed={square.tablet.pod === selected}
                aria-label={`${square.tablet.alias}, ${square.tablet.role}, ${square.tablet.words}`}
                onClick={() => onSelect(square.tablet.pod)}
                style={placeOf(square)}
                className={classNames(
                  "absolute rounded-[2px] border border-current",
                  look.mark,
                  square.tablet.role === "primary" && "bg-current",
                )}
              />
            );
          })}
          {row.worstLagSeconds === null ? null : (
            <span
              className={classNames(
                "absolute text-right text-12",
                row.worstLagSeconds > LAG_LIMIT_SECONDS && "font-strong text-reduced",
              )}
              style={{ left: row.x + row.width - 80, top: row.y, width: 80 }}
            >
              {formatLag(row.worstLagSeconds)}
            </span>
          )}
        </div>
      ))}
    </section>
  );
}
