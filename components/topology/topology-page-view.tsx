"use client";

import { TabletSideCard } from "@/components/topology/tablet-side-card";
import { TopologyCanvas } from "@/components/topology/topology-canvas";
import { TopologyLegend } from "@/components/topology/topology-legend";
import { TopologyList } from "@/components/topology/topology-list";
import { shardKey, TopologyTools } from "@/components/topology/topology-tools";
import { TopologyTree } from "@/components/topology/topology-tree";
import { Empty } from "@/components/ui/empty";
import { Panel } from "@/components/ui/panel";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { useQueryParts } from "@/lib/client/use-query-parts";
import { DatabaseLive, type TopologyView } from "@/lib/contract/topology";
import type { ShardChoice } from "@/lib/domain/topology/columns";
import { chosenShard } from "@/lib/domain/topology/layout";

interface TopologyPageViewProps {
  org: string;
  initial: DatabaseLive;
}

const podsOf = (view: TopologyView): number =>
  view.tablets.length + view.gateways.length + view.etcd.length + view.others.length;

function splitShard(text: string | null): ShardChoice | undefined {
  const at = text?.indexOf("/") ?? -1;
  return text === null || at < 1 ? undefined : { keyspace: text.slice(0, at), shard: text.slice(at + 1) };
}

/** The shard `step` places on, around the end; null where there is one. */
function shardBeside(view: TopologyView, shard: ShardChoice | null, step: -1 | 1): ShardChoice | null {
  if (shard === null || view.shards.length < 2) return null;
  const at = view.shards.findIndex((each) => shardKey(each) === shardKey(shard));
  return view.shards[(at + step + view.shards.length) % view.shards.length] ?? null;
}

/** The focus goes back to the card in sight: the drawing, the list or the tree has it. */
function focusPod(pod: string): void {
  const cards = document.querySelectorAll<HTMLElement>(`[data-pod="${CSS.escape(pod)}"]`);
  [...cards].find((card) => card.offsetParent !== null)?.focus({ preventScroll: true });
}

/** The live picture of a database: by zone, or as a list; a chosen tablet opens beside it. */
export function TopologyPageView({ org, initial }: TopologyPageViewProps) {
  const { data } = useLive(`database:${initial.summary.id}`, DatabaseLive, initial);
  const parts = useQueryParts(paths.database(org, data.summary.id));
  const view = data.topology;
  const selected = parts.get("pod");
  const tablet = view.tablets.find((each) => each.pod === selected);
  const shard = chosenShard(view, splitShard(parts.get("shard")));
  const cards = view.tablets.filter(
    (each) => shard === null || (each.keyspace === shard.keyspace && each.shard === shard.shard),
  );
  const select = (pod: string) => {
    if (pod === selected) parts.set("pod", null, "same");
    else parts.set("pod", pod, selected === null ? "new" : "same");
  };
  const close = () => {
    parts.set("pod", null, "same");
    if (selected !== null) requestAnimationFrame(() => focusPod(selected));
  };
  const stepShard = (step: -1 | 1) => {
    const next = shardBeside(view, shard, step);
    if (next !== null) parts.set("shard", shardKey(next), "same");
  };

  if (podsOf(view) === 0) {
    return (
      <Panel title="Topology">
        <Empty title="No pod is seen yet." gain="Pods appear here the moment that Kubernetes makes them." />
      </Panel>
    );
  }
  return (
    <>
      <TopologyTools view={view} pods={podsOf(view)} shard={shard} parts={parts} />
      <div
        className={
          tablet === undefined ? undefined : "grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_336px]"
        }
      >
        <div className={data.connection.kind === "live" ? "min-w-0" : "min-w-0 grayscale"}>
          {parts.get("view") === "list" ? (
            <TopologyList view={view} onSelect={select} />
          ) : (
            <>
              <div className="max-mid:hidden">
                <TopologyCanvas
                  view={view}
                  shard={shard ?? undefined}
                  selected={selected}
                  onSelect={select}
                  onShardStep={stepShard}
                />
              </div>
              <div className="mid:hidden">
                <TopologyTree view={view} tablets={cards} selected={selected} onSelect={select} />
              </div>
              <TopologyLegend sampleEveryMs={data.sampleEveryMs} />
            </>
          )}
        </div>
        {tablet === undefined ? null : (
          <TabletSideCard org={org} data={data} tablet={tablet} onClose={close} />
        )}
      </div>
    </>
  );
}
