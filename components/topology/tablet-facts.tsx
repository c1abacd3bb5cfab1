import { zoneWords } from "@/components/topology/place";
import { KeyValues } from "@/components/ui/key-values";
import type { TabletView } from "@/lib/contract/topology";
import { countOf, formatBytes, formatFigure } from "@/lib/domain/format";

function diskWords(claim: TabletView["claim"]): string {
  if (claim === null) return "no volume claim";
  const size = claim.bytes === null ? "size not known" : formatBytes(claim.bytes);
  return `${size} · ${claim.storageClass ?? "no class"}, ${claim.phase.toLowerCase()}`;
}

/** Where a tablet is and what it has. */
export function TabletFacts({ tablet }: { tablet: TabletView }) {
  const { containers, containersReady, draining, queriesPerSecond, restarts } = tablet;
  const zone = zoneWords(tablet.zone ?? tablet.intendedZone);
  return (
    <KeyValues
      className="text-12"
      grid="grid-cols-[78px_minmax(0,1fr)] gap-x-2 gap-y-1.25"
      items={[
        { key: "Where", value: `${zone} · ${tablet.node ?? "no node yet"} · cell ${tablet.cell}` },
        { key: "Shard", value: <code>{`${tablet.keyspace} / ${tablet.shard}`}</code> },
        {
          key: "Containers",
          value: `${containersReady} of ${containers.length} ready, ${countOf(restarts, "restart")}`,
        },
        { key: "Disk", value: diskWords(tablet.claim) },
        {
          key: "Queries",
          value:
            queriesPerSecond === null || !tablet.ready
              ? "not sampled"
              : `${formatFigure(queriesPerSecond)} a second`,
        },
        ...(draining === null ? [] : [{ key: "Drain", value: draining }]),
        { key: "Pod", value: <span className="mono">{tablet.pod}</span> },
      ]}
    />
  );
}
