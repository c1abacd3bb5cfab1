import { LAG_TONES, LagNumber } from "@/components/topology/lag-number";
import { lagWords } from "@/components/topology/lag-words";
import { MOVES, placeOf } from "@/components/topology/place";
import { classNames } from "@/components/ui/class-names";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { TONES } from "@/components/ui/tone";
import { useServerNow } from "@/lib/client/clock-provider";
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

const frameOf = ({ tablet, isPending }: TabletSlot, selected: boolean): string =>
  classNames(
    "absolute z-1 grid content-between rounded-control border bg-panel text-left hover:border-line-control",
    selected
      ? "border-accent shadow-[0_0_0_1px_var(--accent)]"
      : isPending
        ? "border-dashed border-line-control"
        : "border-line-edge",
    tablet.leaving && "opacity-50",
    MOVES,
  );

/** A tablet at the compact level: its role, the end of its name and its state, below them its lag or what it does. */
export function SmallTabletCard({ slot, selected, onSelect }: TabletCardProps) {
  const { tablet } = slot;
  const look = TONES[tablet.tone];
  const now = useServerNow();
  const lag = tablet.role === "primary" ? null : lagWords(tablet.lag, now);
  return (
    <button
      type="button"
      data-pod={tablet.pod}
      aria-pressed={selected}
      aria-label={`${ROLE_WORDS[tablet.role]} ${tablet.alias}, ${tablet.words}${lag === null ? "" : `, lag ${lag.figure}`}`}
      title={`${tablet.alias}: ${tablet.words}`}
      onClick={() => onSelect(tablet.pod)}
      style={placeOf(slot)}
      className={classNames(frameOf(slot, selected), "px-1.75 py-0.5")}
    >
      <span className="flex items-center gap-1.5">
        <RoleGlyph role={tablet.role} />
        <span className="mono leading-[16px]">{tablet.alias.slice(-4)}</span>
        <StatusGlyph shape={look.shape} className={classNames("ml-auto", look.mark)} />
      </span>
      {lag === null ? (
        <span className={classNames("cut text-12 leading-[16px]", look.text)}>{tablet.words}</span>
      ) : (
        <span className={classNames("cut text-12 leading-[16px] tracking-[-0.02em]", LAG_TONES[lag.tone])}>
          {lag.figure}
        </span>
      )}
    </button>
  );
}

/** A tablet: role by glyph first, its alias, what it does, and what it serves. A press opens its side card. */
export function TabletCard({ slot, selected, onSelect }: TabletCardProps) {
  const { tablet } = slot;
  const look = TONES[tablet.tone];
  // The scheduler's reason takes the room of the figures that are not there.
  const waits = slot.isPending;
  const hasLag = slot.isLagInside && tablet.lag?.kind !== "primary" && tablet.role !== "primary";
  return (
    <button
      type="button"
      data-pod={tablet.pod}
      aria-pressed={selected}
      onClick={() => onSelect(tablet.pod)}
      style={placeOf(slot)}
      className={classNames(frameOf(slot, selected), "px-2.5 py-2")}
    >
      <span className="flex items-center gap-1.5">
        <RoleGlyph role={tablet.role} />
        <b className="whitespace-nowrap">{ROLE_WORDS[tablet.role]}</b>
        {hasLag ? (
          <LagNumber lag={tablet.lag} bare wraps className="ml-auto text-right" />
        ) : selected ? (
          <span className="ml-auto text-12 text-accent">open</span>
        ) : null}
      </span>
      <span className="mono cut text-[13px] leading-[16px]" title={tablet.alias}>
        {cutMiddle(tablet.alias, lettersIn(slot.width))}
      </span>
      <span className={classNames("flex items-baseline gap-1.5 leading-[17px]", look.text)}>
        <StatusGlyph shape={look.shape} className={classNames("translate-y-[1.5px]", look.mark)} />
        <span className={waits ? "line-clamp-2 text-12" : "cut"} title={tablet.words}>
          {tablet.words}
        </span>
      </span>
      {waits ? null : <span className="cut text-12 leading-[16px] text-text-3">{factsOf(tablet)}</span>}
    </button>
  );
}
