import { SegmentedLinks } from "@/components/ui/segmented-links";
import { Select } from "@/components/ui/select";
import type { QueryParts } from "@/lib/client/use-query-parts";
import type { TopologyView } from "@/lib/contract/topology";
import { countOf } from "@/lib/domain/format";
import type { ShardChoice } from "@/lib/domain/topology/columns";

export const shardKey = (shard: ShardChoice): string => `${shard.keyspace}/${shard.shard}`;

interface TopologyToolsProps {
  view: TopologyView;
  pods: number;
  shard: ShardChoice | null;
  parts: QueryParts;
}

const FACT =
  "inline-flex h-7 min-w-0 items-center gap-1.75 rounded-control border border-line-edge bg-panel px-2.25 text-text-2 touch:h-11";

/** One shard is a fact, several are a choice. */
function Shard({ view, shard, parts }: Omit<TopologyToolsProps, "pods">) {
  if (shard === null) return null;
  if (view.shards.length === 1) {
    return (
      <>
        <span className={FACT}>
          Keyspace <b className="cut text-text-1">{shard.keyspace}</b>
        </span>
        <span className={FACT}>
          Shard <b className="text-text-1">{shard.shard}</b> <span className="text-text-3">1 of 1</span>
        </span>
      </>
    );
  }
  return (
    <>
      <Select
        aria-label="Keyspace and shard"
        aria-keyshortcuts="[ ]"
        value={shardKey(shard)}
        onChange={(event) => parts.set("shard", event.target.value, "same")}
      >
        {view.shards.map((each) => (
          <option key={shardKey(each)} value={shardKey(each)}>
            {each.keyspace} / {each.shard}
          </option>
        ))}
      </Select>
      <span className="text-12 text-text-3">{countOf(view.shards.length, "shard")}</span>
    </>
  );
}

/** What is drawn and how. */
export function TopologyTools({ view, pods, shard, parts }: TopologyToolsProps) {
  const asList = parts.get("view") === "list";
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <Shard view={view} shard={shard} parts={parts} />
      <span className="ml-auto text-12 text-text-3 max-mid:hidden">{pods} pods, all of them in List</span>
      <SegmentedLinks
        label="How to show it"
        items={[
          { href: parts.hrefOf("view", null), label: "Zones", current: !asList },
          { href: parts.hrefOf("view", "list"), label: "List", current: asList },
        ]}
      />
    </div>
  );
}
