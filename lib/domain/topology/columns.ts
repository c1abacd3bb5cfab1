import type { FootMark, Level } from "@/lib/domain/topology/slots";
import type {
  EtcdView,
  GatewayView,
  NodeView,
  OtherPodView,
  TabletView,
  TopologyView,
} from "@/lib/domain/topology/view";

export interface ShardChoice {
  keyspace: string;
  shard: string;
}

/** A node, or a place for pods without one, with what is drawn in it. */
export interface Frame {
  node: NodeView | null;
  tablets: TabletView[];
  foot: FootMark[];
}

export interface Column {
  kind: "zone" | "unplaced";
  zone: string;
  freeCpuMilli: number | null;
  frames: Frame[];
  gateways: GatewayView[];
  etcd: EtcdView[];
}

const FULL_MAX = 40;
const COMPACT_MAX = 400;

/** The level by the number of elements that would be drawn. */
export function levelFor(view: TopologyView): Level {
  const elements = view.tablets.length + view.etcd.length + view.zones.length;
  if (elements <= FULL_MAX) return "full";
  return elements <= COMPACT_MAX ? "compact" : "map";
}

/** "z9kpp" of `shop-za-vtgate-9ffb8a2e-579d56fd85-z9kpp`, "1" of `shop-etcd-a855a044-1`. */
const shortName = (pod: string): string => pod.split("-").at(-1) ?? pod;

const byAlias = (a: TabletView, b: TabletView): number => (a.alias < b.alias ? -1 : 1);

function marksOf(
  pods: readonly { pod: string; node: string | null; component: string }[],
): Map<string, FootMark[]> {
  const marks = new Map<string, FootMark[]>();
  for (const { pod, node, component } of pods) {
    const here = marks.get(node ?? "") ?? [];
    here.push({ pod, component, short: shortName(pod) });
    marks.set(node ?? "", here);
  }
  return marks;
}

const withComponent = <T extends object>(
  items: readonly T[],
  component: string,
): (T & { component: string })[] => items.map((item) => ({ ...item, component }));

const isPlaced = (pod: { node: string | null }): boolean => pod.node !== null;

/** What stands in the feet: every pod that is not a card, by node; pods without a node under "". */
function feetOf(view: TopologyView, rest: readonly TabletView[]): Map<string, FootMark[]> {
  const others: readonly OtherPodView[] = view.others;
  return marksOf([
    ...withComponent(view.gateways.filter(isPlaced), "vtgate"),
    ...withComponent(view.etcd.filter(isPlaced), "etcd"),
    ...withComponent(rest, "vttablet"),
    ...others,
  ]);
}

/** Collects frames by column in the order of the zones; what has no zone comes last. */
class Columns {
  readonly #byZone = new Map<string, Column>();
  #unplaced: Column | null = null;
  readonly #nodeZone = new Map<string, string>();
  readonly #cellZone = new Map<string, string>();

  constructor(view: TopologyView) {
    for (const zone of view.zones) {
      this.#byZone.set(zone.zone, {
        kind: "zone",
        zone: zone.zone,
        freeCpuMilli: zone.freeCpuMilli,
        frames: [],
        gateways: [],
        etcd: [],
      });
      for (const node of zone.nodes) this.#nodeZone.set(node.name, zone.zone);
      if (zone.cell !== null) this.#cellZone.set(zone.cell, zone.zone);
    }
  }

  /** The column of a pod: by its node, else by the zone that its cell is pinned to. */
  of(pod: { node: string | null; cell?: string; intendedZone?: string | null }): Column {
    const zone =
      (pod.node === null ? undefined : this.#nodeZone.get(pod.node)) ??
      pod.intendedZone ??
      (pod.cell === undefined ? undefined : this.#cellZone.get(pod.cell));
    return (zone === undefined ? undefined : this.#byZone.get(zone)) ?? this.unplaced();
  }

  /** True when the node of the pod is drawn; a node may be gone before its pods are. */
  isDrawn(node: string | null): boolean {
    return node !== null && this.#nodeZone.has(node);
  }

  zone(zone: string): Column {
    return this.#byZone.get(zone) ?? this.unplaced();
  }

  unplaced(): Column {
    return (this.#unplaced ??= {
      kind: "unplaced",
      zone: "",
      freeCpuMilli: null,
      frames: [],
      gateways: [],
      etcd: [],
    });
  }

  all(): Column[] {
    return [...this.#byZone.values(), ...(this.#unplaced ? [this.#unplaced] : [])];
  }
}

/** Nodes with a drawn tablet stand in the upper rows, so that edges are short; among their like they keep their order. */
const tabletsFirst = (frames: readonly Frame[]): Frame[] =>
  frames.toSorted((a, b) => Number(b.tablets.length > 0) - Number(a.tablets.length > 0));

/**
 * The columns with their frames. Tablets of the chosen shard are cards; those of other shards stand in the feet, unless
 * no shard is chosen. Every pod is in exactly one card, box or foot of its own; O(pods + nodes).
 */
export function columnsOf(view: TopologyView, chosen: ShardChoice | null): Column[] {
  const columns = new Columns(view);
  const isChosen = (tablet: TabletView): boolean =>
    chosen === null || (tablet.keyspace === chosen.keyspace && tablet.shard === chosen.shard);
  const cards = view.tablets.filter(isChosen).toSorted(byAlias);
  const rest = view.tablets.filter((tablet) => !isChosen(tablet));
  const feet = feetOf(view, rest);
  const cardsByNode = Map.groupBy(cards, (tablet) => tablet.node ?? "");
  for (const zone of view.zones) {
    for (const node of zone.nodes) {
      columns.zone(zone.zone).frames.push({
        node,
        tablets: cardsByNode.get(node.name) ?? [],
        foot: feet.get(node.name) ?? [],
      });
    }
  }
  for (const tablet of cards) {
    if (!columns.isDrawn(tablet.node))
      columns.of(tablet).frames.push({ node: null, tablets: [tablet], foot: [] });
  }
  const loose = [...feet].flatMap(([node, marks]) => (columns.isDrawn(node) ? [] : marks));
  if (loose.length > 0) columns.unplaced().frames.push({ node: null, tablets: [], foot: loose });
  for (const gateway of view.gateways) columns.of(gateway).gateways.push(gateway);
  for (const member of view.etcd.toSorted((a, b) => a.index - b.index)) columns.of(member).etcd.push(member);
  return columns.all().map((column) => ({ ...column, frames: tabletsFirst(column.frames) }));
}
