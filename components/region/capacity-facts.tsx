import type { ReactNode } from "react";
import { Age } from "@/components/ui/age";
import type { CapacityView } from "@/lib/contract/views";
import { countOf } from "@/lib/domain/format";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 grid-cols-1 gap-px wrap-anywhere">
      <span className="text-12 text-text-3">{name}</span>
      <b>{children}</b>
    </div>
  );
}

/** The largest tablet under each promise, what limits it, and what was counted when. */
export function CapacityFacts({
  capacity,
  observedAt,
}: {
  capacity: CapacityView;
  observedAt: number | null;
}) {
  if (capacity.countedPods === null) {
    return (
      <p className="mb-4 text-text-2">
        Capacity is not read: Gantry may not see pods of other namespaces here, so what is free is not known.
      </p>
    );
  }
  return (
    <div className="mb-4 grid grid-cols-2 gap-x-8 gap-y-2.5 mid:flex mid:flex-wrap">
      <Fact name='Largest for "survives a zone"'>
        {capacity.largest.zone ?? "none: three zones with room are needed"}
      </Fact>
      <Fact name='Largest for "survives a node"'>
        {capacity.largest.node ?? "none: three nodes with room are needed"}
      </Fact>
      {capacity.largest.limit === null ? null : <Fact name="What limits it">{capacity.largest.limit}</Fact>}
      <Fact name="Counted from">
        requests of {countOf(capacity.countedPods, "pod")}
        {observedAt === null ? "" : ", "}
        {observedAt === null ? null : <Age at={observedAt} />}
      </Fact>
    </div>
  );
}
