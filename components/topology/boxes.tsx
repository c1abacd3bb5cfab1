import { MOVES, placeOf, zoneWords } from "@/components/topology/place";
import { readyWords, worstTone } from "@/components/topology/worst-tone";
import { classNames } from "@/components/ui/class-names";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { TONES } from "@/components/ui/tone";
import { countOf, cutMiddle, formatCpu } from "@/lib/domain/format";
import type { ColumnSlot, EtcdSlot, GatewaySlot } from "@/lib/domain/topology/slots";

const NODE_MAX = 18;
/** Below it a box of vtgates is one line, as at the compact level. */
const TWO_LINES = 44;
const NODE_LETTER_PX = 6.5;
/** What the head has room for beside a long name of a zone: figures are left out, never cut. */
const WIDE_HEAD = 250;
const SHORT_ZONE = 3;
const HEAD_PX = { sides: 32, zoneLetter: 7.4, factLetter: 6.3 };
const ZONE_LEAST = 8;

/** Letters of a zone's name that stand beside the facts in the head of its column. */
const zoneLetters = (width: number, facts: string): number =>
  Math.max(
    ZONE_LEAST,
    Math.floor((width - HEAD_PX.sides - facts.length * HEAD_PX.factLetter) / HEAD_PX.zoneLetter),
  );

function factsOf(slot: ColumnSlot): string {
  if (slot.kind === "unplaced") return "";
  const free = slot.freeCpuMilli === null ? null : `${formatCpu(slot.freeCpuMilli)} free`;
  const hasRoom = slot.width >= WIDE_HEAD || slot.zone.length <= SHORT_ZONE;
  const nodes = hasRoom || free === null ? countOf(slot.nodes, "node") : null;
  return [nodes, free].filter((part) => part !== null).join(" · ");
}

/** A zone: its name, its nodes and what is free in it. */
export function ZoneColumn({ slot }: { slot: ColumnSlot }) {
  const facts = factsOf(slot);
  return (
    <div
      style={placeOf(slot)}
      className={classNames(
        "absolute rounded-panel border border-line bg-[color-mix(in_srgb,var(--panel)_55%,var(--page))]",
        slot.kind === "unplaced" && "border-dashed",
        MOVES,
      )}
    >
      <div className="flex items-baseline justify-between gap-2 px-3 pt-2.75">
        <b className="cut" title={slot.zone}>
          {slot.kind === "unplaced" ? "not placed" : zoneWords(slot.zone, zoneLetters(slot.width, facts))}
        </b>
        <span className="text-12 whitespace-nowrap text-text-3">{facts}</span>
      </div>
    </div>
  );
}

/** The vtgates of a zone, together: how many are ready, and on which nodes. */
export function GatewayBox({ slot }: { slot: GatewaySlot }) {
  const tone = worstTone(slot.pods);
  const look = TONES[tone];
  const nodes = [...new Set(slot.pods.flatMap((pod) => pod.node ?? []))];
  const waits = slot.pods.find((pod) => !pod.ready);
  const isLine = slot.height < TWO_LINES;
  return (
    <div
      style={placeOf(slot)}
      className={classNames(
        "absolute z-1 grid gap-0.75 rounded-[6px] border border-line-edge bg-panel px-2.5",
        isLine ? "content-center" : "py-1.75",
        MOVES,
      )}
    >
      <span className="flex items-center gap-1.5">
        <RoleGlyph role="vtgate" />
        <b>vtgate</b>
        <span className={classNames("ml-auto inline-flex items-center gap-1.5 whitespace-nowrap", look.text)}>
          <StatusGlyph shape={look.shape} className={look.mark} />
          {readyWords(slot.pods)}
        </span>
      </span>
      {isLine ? null : (
        <span className="cut text-12 text-text-3" title={waits?.words ?? nodes.join(" ")}>
          {waits === undefined ? nodes.map((node) => cutMiddle(node, NODE_MAX)).join(" ") : waits.words}
        </span>
      )}
    </div>
  );
}

/** One member of the topology server. */
export function EtcdBox({ slot }: { slot: EtcdSlot }) {
  const { etcd } = slot;
  const look = TONES[etcd.tone];
  return (
    <div
      style={placeOf(slot)}
      className={classNames(
        "absolute z-1 flex items-center gap-1.75 rounded-[6px] border border-line-edge bg-panel px-2.5",
        MOVES,
      )}
    >
      <RoleGlyph role="etcd" />
      <span className="mono whitespace-nowrap">etcd-{etcd.index}</span>
      {etcd.tone === "serving" ? null : (
        <span className={classNames("inline-flex min-w-0 items-center gap-1 text-12", look.text)}>
          <StatusGlyph shape={look.shape} className={look.mark} />
          <span className="cut">{etcd.words}</span>
        </span>
      )}
      <span className="cut ml-auto text-12 text-text-3" title={etcd.node ?? undefined}>
        {etcd.node === null
          ? "no node yet"
          : cutMiddle(etcd.node, Math.floor((slot.width - 100) / NODE_LETTER_PX))}
      </span>
    </div>
  );
}
