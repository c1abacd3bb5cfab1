import type { Column } from "@/lib/domain/topology/columns";
import { isBehind } from "@/lib/domain/topology/tablet-look";
import type { ColumnSlot, Layout, MapRow } from "@/lib/domain/topology/slots";
import type { LagView, TabletView, TopologyView } from "@/lib/domain/topology/view";

const HEAD = 44;
const NAME_WIDTH = 160;
const NUMBER_WIDTH = 88;
const ROW_HEIGHT = 22;
const SQUARE = { size: 14, gap: 4 };
const ZONE_MIN = 64;

const secondsOf = (lag: LagView | null): number | null => {
  if (lag?.kind === "lag") return lag.seconds;
  return lag?.kind === "not-replicating" ? lag.lastSeconds : null;
};

/** How grave one tablet is: a primary that is down before a stopped replica before one that is behind. */
function weightOf(tablet: TabletView): number {
  if (tablet.tone === "down") return tablet.role === "primary" ? 10_000 : 100;
  if (tablet.lag?.kind === "not-replicating") return 100;
  return isBehind(tablet.lag) || tablet.tone === "reduced" || tablet.tone === "unknown" ? 1 : 0;
}

/** How much a person should look at a shard; without a primary it comes first. */
function troubleOf(tablets: readonly TabletView[]): number {
  const missing = tablets.some((tablet) => tablet.role === "primary") ? 0 : 10_000;
  return tablets.reduce((sum, tablet) => sum + weightOf(tablet), missing);
}

/** The most tablets that one shard has in one column. */
function mostInOne(shards: readonly Shard[], columnOf: ReadonlyMap<string, number>): number {
  return shards.reduce((most, shard) => {
    const groups = Map.groupBy(shard.tablets, (tablet) => columnOf.get(tablet.pod) ?? 0);
    return [...groups.values()].reduce((max, each) => Math.max(max, each.length), most);
  }, 1);
}

interface Shard {
  keyspace: string;
  shard: string;
  tablets: TabletView[];
  trouble: number;
  worst: number | null;
}

function shardsOf(view: TopologyView): Shard[] {
  const groups = Map.groupBy(view.tablets, (tablet) => `${tablet.keyspace}/${tablet.shard}`);
  return [...groups.values()]
    .flatMap((tablets) => {
      const [first] = tablets;
      if (!first) return [];
      const known = tablets.flatMap((tablet) => secondsOf(tablet.lag) ?? []);
      return {
        keyspace: first.keyspace,
        shard: first.shard,
        tablets,
        trouble: troubleOf(tablets),
        worst: known.length === 0 ? null : known.reduce((a, b) => Math.max(a, b)),
      };
    })
    .toSorted(
      (a, b) =>
        b.trouble - a.trouble ||
        (b.worst ?? -1) - (a.worst ?? -1) ||
        a.keyspace.localeCompare(b.keyspace) ||
        (a.shard < b.shard ? -1 : 1),
    );
}

/** The map level: a row for each shard, a cell for each zone, a square for each tablet; worst rows first. */
export function layoutMap(view: TopologyView, columns: readonly Column[], width: number): Layout {
  const columnOf = new Map(
    columns.flatMap((column, at) =>
      column.frames.flatMap((frame) => frame.tablets.map((tablet) => [tablet.pod, at] as const)),
    ),
  );
  const shards = shardsOf(view);
  const most = mostInOne(shards, columnOf);
  const needed = most * (SQUARE.size + SQUARE.gap) + SQUARE.gap;
  const share = Math.floor((width - NAME_WIDTH - NUMBER_WIDTH) / Math.max(1, columns.length));
  const zoneWidth = Math.max(ZONE_MIN, needed, share);
  const total = NAME_WIDTH + columns.length * zoneWidth + NUMBER_WIDTH;
  const height = HEAD + shards.length * ROW_HEIGHT;
  const rows = shards.map((shard, index): MapRow => {
    const y = HEAD + index * ROW_HEIGHT;
    const used = new Map<number, number>();
    return {
      x: 0,
      y,
      width: total,
      height: ROW_HEIGHT,
      keyspace: shard.keyspace,
      shard: shard.shard,
      worstLagSeconds: shard.worst,
      trouble: shard.trouble,
      squares: shard.tablets.map((tablet) => {
        const at = columnOf.get(tablet.pod) ?? 0;
        const place = used.get(at) ?? 0;
        used.set(at, place + 1);
        return {
          x: NAME_WIDTH + at * zoneWidth + SQUARE.gap + place * (SQUARE.size + SQUARE.gap),
          y: y + (ROW_HEIGHT - SQUARE.size) / 2,
          width: SQUARE.size,
          height: SQUARE.size,
          tablet,
        };
      }),
    };
  });
  return {
    level: "map",
    width: total,
    height,
    columns: columns.map((column, at): ColumnSlot => ({
      kind: column.kind,
      zone: column.zone,
      freeCpuMilli: column.freeCpuMilli,
      nodes: column.frames.filter((frame) => frame.node !== null).length,
      x: NAME_WIDTH + at * zoneWidth,
      y: 0,
      width: zoneWidth,
      height,
    })),
    gateways: [],
    bus: null,
    nodes: [],
    tablets: [],
    etcd: [],
    trunks: [],
    branches: [],
    dots: [],
    hiddenEdges: 0,
    rows,
  };
}
