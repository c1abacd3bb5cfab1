"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { TabletSideCard } from "@/components/topology/tablet-side-card";
import { TopologyCanvas } from "@/components/topology/topology-canvas";
import { TopologyLegend } from "@/components/topology/topology-legend";
import { TopologyList } from "@/components/topology/topology-list";
import { TopologyTree } from "@/components/topology/topology-tree";
import { Empty } from "@/components/ui/empty";
import { Panel } from "@/components/ui/panel";
import { SegmentedLinks } from "@/components/ui/segmented-links";
import { Select } from "@/components/ui/select";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { DatabaseLive, type TopologyView } from "@/lib/contract/topology";
import type { ShardChoice } from "@/lib/domain/topology/columns";
import { chosenShard } from "@/lib/domain/topology/layout";

interface TopologyPageViewProps {
  org: string;
  initial: DatabaseLive;
}

const podsOf = (view: TopologyView): number =>
  view.tablets.length + view.gateways.length + view.etcd.length + view.others.length;

/** The address of this page with one part changed: what is chosen is in the URL, so that a link shows it. */
function withPart(base: string, current: URLSearchParams, name: string, value: string | null): string {
  const query = new URLSearchParams(current);
  if (value === null) query.delete(name);
  else query.set(name, value);
  const text = query.toString();
  return text === "" ? base : `${base}?${text}`;
}

function splitShard(text: string | null): { keyspace: string; shard: string } | undefined {
  const at = text?.indexOf("/") ?? -1;
  return text === null || at < 1 ? undefined : { keyspace: text.slice(0, at), shard: text.slice(at + 1) };
}

interface ToolsProps {
  view: TopologyView;
  shard: ShardChoice | null;
  asList: boolean;
  hrefOf: (name: string, value: string | null) => string;
  onShard: (text: string) => void;
}

function Tools({ view, shard, asList, hrefOf, onShard }: ToolsProps) {
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      {shard === null ? null : view.shards.length > 1 ? (
        <Select
          aria-label="Keyspace and shard"
          value={`${shard.keyspace}/${shard.shard}`}
          onChange={(event) => onShard(event.target.value)}
        >
          {view.shards.map((each) => (
            <option key={`${each.keyspace}/${each.shard}`} value={`${each.keyspace}/${each.shard}`}>
              {each.keyspace} / {each.shard}
            </option>
          ))}
        </Select>
      ) : (
        <span className="inline-flex h-7 items-center gap-1.75 rounded-control border border-line-edge bg-panel px-2.25 text-text-2">
          Keyspace <b className="text-text-1">{shard.keyspace}</b> shard{" "}
          <b className="text-text-1">{shard.shard}</b>
        </span>
      )}
      <span className="ml-auto text-12 text-text-3 max-mid:hidden">
        {podsOf(view)} pods, all of them in List
      </span>
      <SegmentedLinks
        label="How to show it"
        items={[
          { href: hrefOf("view", null), label: "Zones", current: !asList },
          { href: hrefOf("view", "list"), label: "List", current: asList },
        ]}
      />
    </div>
  );
}

/** The live picture of a database: by zone, or as a list; a chosen tablet opens beside it. */
export function TopologyPageView({ org, initial }: TopologyPageViewProps) {
  const router = useRouter();
  const query = useSearchParams();
  const { data } = useLive(`database:${initial.summary.id}`, DatabaseLive, initial);
  const view = data.topology;
  const base = paths.database(org, data.summary.id);
  const asList = query.get("view") === "list";
  const selected = query.get("pod");
  const tablet = view.tablets.find((each) => each.pod === selected);
  const wanted = splitShard(query.get("shard"));
  const shard = chosenShard(view, wanted);
  const cards = view.tablets.filter(
    (each) => shard === null || (each.keyspace === shard.keyspace && each.shard === shard.shard),
  );
  const go = (name: string, value: string | null) =>
    router.replace(withPart(base, query, name, value), { scroll: false });
  const select = (pod: string) => go("pod", pod === selected ? null : pod);
  const stale = data.connection.kind !== "live";

  if (podsOf(view) === 0) {
    return (
      <Panel title="Topology">
        <Empty title="No pod is seen yet." gain="Pods appear here the moment that Kubernetes makes them." />
      </Panel>
    );
  }
  return (
    <>
      <Tools
        view={view}
        shard={shard}
        asList={asList}
        hrefOf={(name, value) => withPart(base, query, name, value)}
        onShard={(text) => go("shard", text)}
      />
      <div
        className={
          tablet === undefined ? undefined : "grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_336px]"
        }
      >
        <div className={stale ? "min-w-0 grayscale" : "min-w-0"}>
          {asList ? (
            <TopologyList view={view} onSelect={select} />
          ) : (
            <>
              <div className="max-mid:hidden">
                <TopologyCanvas
                  view={view}
                  shard={shard ?? undefined}
                  selected={selected}
                  onSelect={select}
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
          <TabletSideCard org={org} data={data} tablet={tablet} onClose={() => go("pod", null)} />
        )}
      </div>
    </>
  );
}
