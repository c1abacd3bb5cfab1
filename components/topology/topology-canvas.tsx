"use client";

import { useId, useMemo, useRef, type KeyboardEvent } from "react";
import { EtcdBox, GatewayBox, ZoneColumn } from "@/components/topology/boxes";
import { Edges } from "@/components/topology/edges";
import { LagNumber } from "@/components/topology/lag-number";
import { isDirection, neighbourOf } from "@/components/topology/neighbour";
import { NodeFrame } from "@/components/topology/node-frame";
import { placeOf } from "@/components/topology/place";
import { ShardMap } from "@/components/topology/shard-map";
import { SmallTabletCard, TabletCard } from "@/components/topology/tablet-card";
import { useWidth } from "@/components/chart/use-width";
import type { TabletView, TopologyView } from "@/lib/contract/topology";
import { formatFigure } from "@/lib/domain/format";
import { layoutTopology } from "@/lib/domain/topology/layout";
import type { ShardChoice } from "@/lib/domain/topology/columns";
import type { Layout } from "@/lib/domain/topology/slots";

interface TopologyCanvasProps {
  view: TopologyView;
  shard: ShardChoice | undefined;
  selected: string | null;
  onSelect: (pod: string) => void;
  /** `[` and `]` ask for the shard before or after. */
  onShardStep: (step: -1 | 1) => void;
}

const SHARD_KEYS: Readonly<Record<string, -1 | 1>> = { "[": -1, "]": 1 };
const LEAST = 320;

function BusLabel({ layout, queriesPerSecond }: { layout: Layout; queriesPerSecond: number | null }) {
  if (layout.bus === null) return null;
  return (
    <span
      style={placeOf(layout.bus.label)}
      className="absolute z-3 flex items-center justify-center bg-page px-0.75 text-center text-12 leading-[14px] text-text-3"
    >
      {queriesPerSecond === null ? "queries not sampled" : `${formatFigure(queriesPerSecond)} queries/s`}
    </span>
  );
}

/** The number on each replica's edge, where the line leaves room for it. */
function LagLabels({ layout, tablets }: { layout: Layout; tablets: readonly TabletView[] }) {
  const byPod = new Map(tablets.map((tablet) => [tablet.pod, tablet]));
  return layout.branches.map((branch) => {
    const tablet = byPod.get(branch.pod);
    if (branch.label === null) return null;
    const { x, y, width, align, placement } = branch.label;
    return (
      <span
        key={branch.pod}
        style={{ left: x, top: y, width }}
        className={align === "end" ? "absolute z-3 grid justify-items-end text-right" : "absolute z-3 grid"}
      >
        <LagNumber
          lag={tablet?.lag ?? null}
          note={tablet?.role === "rdonly" ? "read-only" : "semi-sync"}
          wraps
          gap={placement === "split" ? "line" : "none"}
        />
      </span>
    );
  });
}

/** The drawing: zones as columns, nodes as frames, lag in the gutters. It pans sideways when it is wider than its place. */
export function TopologyCanvas({ view, shard, selected, onSelect, onShardStep }: TopologyCanvasProps) {
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const width = Math.max(LEAST, useWidth(host));
  const layout = useMemo(() => layoutTopology(view, { width, shard }), [view, width, shard]);

  const Card = layout.level === "compact" ? SmallTabletCard : TabletCard;

  const move = (event: KeyboardEvent) => {
    const step = SHARD_KEYS[event.key];
    if (step !== undefined) onShardStep(step);
    if (!isDirection(event.key) || !(event.target instanceof HTMLElement)) return;
    const from = event.target.dataset["pod"];
    if (from === undefined) return;
    event.preventDefault();
    const cards = layout.tablets.map((slot) => ({ ...slot, id: slot.tablet.pod }));
    const next = neighbourOf(cards, from, event.key);
    if (next !== null) host.current?.querySelector<HTMLElement>(`[data-pod="${CSS.escape(next)}"]`)?.focus();
  };

  return (
    <div ref={host} className="min-w-0 overflow-x-auto pb-1">
      {layout.level === "map" ? (
        <ShardMap layout={layout} selected={selected} onSelect={onSelect} />
      ) : (
        // Cards are buttons; the arrows are a shortcut between them.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- cards are buttons; arrows are a shortcut between them
        <section
          aria-label="Topology by zone"
          onKeyDown={move}
          className="relative"
          style={{ width: layout.width, height: layout.height }}
        >
          {layout.columns.map((slot) => (
            <ZoneColumn key={`${slot.kind} ${slot.zone}`} slot={slot} />
          ))}
          {layout.nodes.map((slot, index) => (
            <NodeFrame
              key={slot.node?.name ?? `none ${index}`}
              slot={slot}
              compact={layout.level === "compact"}
            />
          ))}
          {layout.gateways.map((slot) => (
            <GatewayBox key={slot.zone} slot={slot} />
          ))}
          {layout.tablets.map((slot) => (
            <Card
              key={slot.tablet.pod}
              slot={slot}
              selected={slot.tablet.pod === selected}
              onSelect={onSelect}
            />
          ))}
          {layout.etcd.map((slot) => (
            <EtcdBox key={slot.etcd.pod} slot={slot} />
          ))}
          <Edges layout={layout} id={id.replaceAll(":", "")} />
          <BusLabel layout={layout} queriesPerSecond={view.queriesPerSecond} />
          <LagLabels layout={layout} tablets={view.tablets} />
        </section>
      )}
      {layout.hiddenEdges === 0 ? null : (
        <p className="mt-2 text-12 text-text-3">
          {layout.hiddenEdges} edges are left out; their lag stands in the cards.
        </p>
      )}
    </div>
  );
}
