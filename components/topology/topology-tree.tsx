import { LagNumber } from "@/components/topology/lag-number";
import { zoneWords } from "@/components/topology/place";
import { readyWords, worstTone } from "@/components/topology/worst-tone";
import { ROLE_WORDS } from "@/components/topology/tablet-card";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { StatusLine } from "@/components/ui/status-line";
import type { TabletView, TopologyView } from "@/lib/contract/topology";
import { cutMiddle, formatFigure } from "@/lib/domain/format";
import { edgeKindOf } from "@/lib/domain/topology/lanes";
import type { EdgeKind } from "@/lib/domain/topology/slots";

interface TopologyTreeProps {
  view: TopologyView;
  tablets: readonly TabletView[];
  selected: string | null;
  onSelect: (pod: string) => void;
}

const ZONE_MAX = 9;
const ALIAS_MAX = 24;
const PLACE_MAX = 16;

const ELBOWS: Record<EdgeKind, string> = {
  ok: "border-t-[1.5px] border-text-3",
  over: "border-t-[3px] border-reduced-mark",
  stopped: "border-t-2 border-dashed border-down-mark",
  unknown: "border-t-[1.5px] border-dotted border-unknown-mark",
};
const RANK: Record<EdgeKind, number> = { stopped: 0, over: 1, unknown: 2, ok: 3 };

const place = (tablet: TabletView): string =>
  `${zoneWords(tablet.zone ?? tablet.intendedZone, PLACE_MAX)} · ${tablet.node === null ? "no node yet" : cutMiddle(tablet.node, PLACE_MAX)}`;

const secondsOf = (tablet: TabletView): number => (tablet.lag?.kind === "lag" ? tablet.lag.seconds : 0);

/** Replicas, the worst first: stopped, behind, unknown, then by lag. */
function worstFirst(tablets: readonly TabletView[]): TabletView[] {
  return tablets.toSorted(
    (a, b) =>
      RANK[edgeKindOf(a.lag)] - RANK[edgeKindOf(b.lag)] ||
      secondsOf(b) - secondsOf(a) ||
      a.alias.localeCompare(b.alias),
  );
}

function Row({
  tablet,
  selected,
  onSelect,
  primary,
}: {
  tablet: TabletView;
  selected: boolean;
  onSelect: (pod: string) => void;
  primary: boolean;
}) {
  return (
    <button
      type="button"
      data-pod={tablet.pod}
      aria-pressed={selected}
      onClick={() => onSelect(tablet.pod)}
      className={classNames(
        "relative flex w-full items-center gap-2.5 rounded-[6px] border bg-panel px-3 py-2.5 text-left",
        selected ? "border-accent" : "border-line-edge",
        tablet.leaving && "opacity-50",
      )}
    >
      {primary ? null : (
        <i className={classNames("absolute top-1/2 -left-5.25 w-5.25", ELBOWS[edgeKindOf(tablet.lag)])} />
      )}
      <span className="grid min-w-0 flex-1 grid-cols-1 gap-0.5">
        <span className="flex flex-wrap items-center gap-x-1.5">
          <RoleGlyph role={tablet.role} />
          <b>{ROLE_WORDS[tablet.role]}</b>
          <span className="text-text-3 wrap-anywhere">{place(tablet)}</span>
        </span>
        <span className="mono cut" title={tablet.alias}>
          {cutMiddle(tablet.alias, ALIAS_MAX)}
        </span>
        <StatusLine tone={tablet.tone}>{tablet.words}</StatusLine>
      </span>
      {primary ? null : (
        <LagNumber
          lag={tablet.lag}
          large
          note={tablet.role === "rdonly" ? "no semi-sync" : "semi-sync"}
          className="justify-items-end text-right"
        />
      )}
    </button>
  );
}

/** The phone's topology: vtgates by zone, the primary, then its replicas on one spine, the worst first. */
export function TopologyTree({ view, tablets, selected, onSelect }: TopologyTreeProps) {
  const primaries = tablets.filter((tablet) => tablet.role === "primary");
  const replicas = worstFirst(tablets.filter((tablet) => tablet.role !== "primary"));
  const zones = [...Map.groupBy(view.gateways, (gateway) => gateway.zone ?? "")];
  return (
    <div>
      <div className="grid grid-cols-3 gap-2">
        {zones.map(([zone, pods]) => (
          <div
            key={zone}
            title={zone}
            className="grid min-w-0 grid-cols-1 gap-0.5 rounded-[6px] border border-line-edge bg-panel px-2.25 py-2"
          >
            <span className="flex items-center gap-1.5">
              <RoleGlyph role="vtgate" />
              <b className="cut">{zoneWords(zone, ZONE_MAX)}</b>
            </span>
            <StatusLine tone={worstTone(pods)}>{readyWords(pods)}</StatusLine>
          </div>
        ))}
      </div>
      <p className="ml-5.75 flex h-7.5 items-center border-l border-line-control pl-2.5 text-text-3">
        {view.queriesPerSecond === null
          ? "queries not sampled"
          : `${formatFigure(view.queriesPerSecond)} queries/s`}
      </p>
      {primaries.map((tablet) => (
        <Row
          key={tablet.pod}
          tablet={tablet}
          primary
          selected={tablet.pod === selected}
          onSelect={onSelect}
        />
      ))}
      {primaries.length === 0 ? <StatusLine tone="down">No primary</StatusLine> : null}
      <div className="ml-5.75 grid grid-cols-1 gap-2 border-l-[1.5px] border-text-3 pt-2 pl-5">
        {replicas.map((tablet) => (
          <Row
            key={tablet.pod}
            tablet={tablet}
            primary={false}
            selected={tablet.pod === selected}
            onSelect={onSelect}
          />
        ))}
      </div>
      <ul className="mt-3.5 divide-y divide-line border-t border-line text-text-2">
        {view.zones
          .flatMap((zone) => zone.nodes)
          .filter((node) => node.cordoned || !node.ready)
          .map((node) => (
            <li key={node.name} className="flex min-h-12 items-center gap-2">
              {node.ready ? (
                <Icon name="cordon" className="text-reduced-mark" />
              ) : (
                <StatusGlyph shape="cross" className="text-down-mark" />
              )}
              <span className="wrap-anywhere">
                {node.name} in {zoneWords(node.zone)} is {node.ready ? "cordoned" : "not ready"}
              </span>
            </li>
          ))}
        <li className="flex min-h-12 items-center gap-2">
          <RoleGlyph role="etcd" />
          etcd, {readyWords(view.etcd)}
        </li>
      </ul>
    </div>
  );
}
