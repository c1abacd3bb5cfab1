import { columnsOf, levelFor, type ShardChoice } from "@/lib/domain/topology/columns";
import { layoutCompact } from "@/lib/domain/topology/layout-compact";
import { layoutFull } from "@/lib/domain/topology/layout-full";
import { layoutMap } from "@/lib/domain/topology/layout-map";
import type { Layout, Level } from "@/lib/domain/topology/slots";
import type { TopologyView } from "@/lib/domain/topology/view";

export interface LayoutOptions {
  /** Room for the canvas in CSS pixels; a layout that needs more is wider, and is panned. */
  width: number;
  /** The shard whose tablets are cards at the full level and have edges at the compact one; else the first. */
  shard?: ShardChoice | undefined;
  /** Held by the person; else it follows from the number of elements. */
  level?: Level | undefined;
}

/** The shard that is drawn: the chosen one if it is still there, else the first. */
export function chosenShard(view: TopologyView, wanted: ShardChoice | undefined): ShardChoice | null {
  const found = view.shards.find((each) => each.keyspace === wanted?.keyspace && each.shard === wanted.shard);
  return found ?? view.shards[0] ?? null;
}

/**
 * Where everything of a topology stands. The shapes are known, so it is slots, not a graph solver: O(pods + nodes).
 * Equal input gives equal output, so a change of one pod moves nothing that it is not about.
 */
export function layoutTopology(view: TopologyView, options: LayoutOptions): Layout {
  const level = options.level ?? levelFor(view);
  switch (level) {
    case "full":
      return layoutFull(columnsOf(view, chosenShard(view, options.shard)), options.width);
    case "compact":
      return layoutCompact(columnsOf(view, null), options.width, chosenShard(view, options.shard));
    case "map":
      return layoutMap(view, columnsOf(view, null), options.width);
  }
}
