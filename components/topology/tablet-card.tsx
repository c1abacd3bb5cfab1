import { LagNumber } from "@/components/topology/lag-number";
import { MOVES, placeOf } from "@/components/topology/place";
import { classNames } from "@/components/ui/class-names";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { TONES } from "@/components/ui/tone";
import type { TabletView } from "@/lib/contract/topology";
import { cutMiddle, formatFigure } from "@/lib/domain/format";
import type { TabletSlot } from "@/lib/domain/topology/slots";

export const ROLE_WORDS: Record<TabletView["role"], string> = {
  primary: "Primary",
  replica: "Replica",
  rdonly: "Read-only",
  unknown: "Tablet",
};

interface TabletCardProps {
  slot: TabletSlot;
  selected: boolean;
  compact: boolean;
  onSelect: (pod: string) => void;
}

/** Letters of 13 px mono that a card of this width holds. */
const lettersIn = (width: number): number => Math.floor((width - 22) / 7.8);

/** Rates and containers in one grey line; empty when nothing is known. */
function factsOf(tablet: TabletView): string {
  const isSeen = tablet.ready && tablet.tone !== "unknown";
  const rate =
    tablet.queriesPerSecond === null || !isSeen ? null : `${formatFigure(tablet.queriesPerSecond)} queries/s`;
  const containers = `${tablet.containersReady} of ${tablet.containers.length} containers`;
  const restarts =
    tablet.restarts === 0 ? null : `${tablet.restarts} ${tablet.restarts === 1 ? "restart" : "restarts"}`;
  return [rate ?? (tablet.ready ? null : containers), tablet.draining, restarts]
    .filter((part) => part !== null)
    .join(" · ");
}

/** A tablet: role by glyph first, its alias, what it does, and what it serves. A press opens its side card. */
export function TabletCard({ slot, selected, compact, onSelect }: TabletCardProps) {
  const { tablet } = slot;
  const look = TONES[tablet.tone];
  // The scheduler's reason takes the room of the figures that are not there.
  const waits = slot.isPending && !compact;
  return (
    <button
      type="button"
      data-pod={tablet.pod}
      aria-pressed={selected}
      onClick={() => onSelect(tablet.pod)}
      style={placeOf(slot)}
      className={classNames(
        "absolute z-1 grid content-between rounded-control border bg-panel text-left hover:border-line-control",
        compact ? "px-2 py-1" : "px-2.5 py-2",
        selected
          ? "border-accent shadow-[0_0_0_1px_var(--accent)]"
          : slot.isPending
            ? "border-dashed border-line-control"
            : "border-line-edge",
        tablet.leaving && "opacity-50",
        MOVES,
      )}
    >
      <span className="flex items-center gap-1.5">
        <RoleGlyph role={tablet.role} />
        {compact ? <span className="mono">{tablet.alias.slice(-4)}</span> : <b>{ROLE_WORDS[tablet.role]}</b>}
        {selected && !compact ? <span className="ml-auto text-12 text-accent">open</span> : null}
        {slot.isLagInside ? <LagNumber lag={tablet.lag} className="ml-auto text-right" /> : null}
      </span>
      {compact ? null : (
        <span className="mono cut text-[13px] leading-[16px]" title={tablet.alias}>
          {cutMiddle(tablet.alias, lettersIn(slot.width))}
        </span>
      )}
      <span className={classNames("flex items-baseline gap-1.5 leading-[17px]", look.text)}>
        <StatusGlyph shape={look.shape} className={classNames("translate-y-[1.5px]", look.mark)} />
        <span className={waits ? "line-clamp-2 text-12" : "cut"} title={tablet.words}>
          {tablet.words}
        </span>
      </span>
      {compact || waits ? null : (
        <span className="cut text-12 leading-[16px] text-text-3">{factsOf(tablet)}</span>
      )}
    </button>
  );
}
