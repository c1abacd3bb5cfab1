import { RegionAge, RegionState } from "@/components/region/region-state";
import { RowLink } from "@/components/ui/row-link";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { paths } from "@/lib/client/paths";
import { regionPlace } from "@/lib/client/region-words";
import { regionsWorstFirst } from "@/lib/client/worst-first";
import type { RegionSummary } from "@/lib/contract/views";

interface RowsProps {
  org: string;
  regions: readonly RegionSummary[];
}

/** A version that was read, or the words that it was not. */
function Version({ children }: { children: string | null }) {
  return children === null ? <span className="text-text-3">not read</span> : <>{children}</>;
}

function Wide({ org, regions }: RowsProps) {
  return (
    <Table
      className="max-mid:hidden"
      caption="Regions, worst first"
      head={
        <tr>
          <Th className="w-[26%]">Region</Th>
          <Th>Health</Th>
          <Th className="w-[11%]">Kubernetes</Th>
          <Th className="w-[11%]">Operator</Th>
          <Th figure className="w-[10%]">
            Databases
          </Th>
        </tr>
      }
    >
      {regions.map((region) => (
        <tr key={region.id} className="relative hover:bg-hover">
          <Td>
            <RowLink href={paths.region(org, region.id)}>{region.name}</RowLink>{" "}
            {region.simulated ? <SimulatedTag /> : null}
            <Sub>{regionPlace(region)}</Sub>
          </Td>
          <Td>
            <RegionState region={region} />
          </Td>
          <Td>
            <Version>{region.kubernetesVersion}</Version>
          </Td>
          <Td>
            {region.operator.state === "absent" ? "none" : <Version>{region.operator.version}</Version>}
          </Td>
          <Td figure>{region.databases}</Td>
        </tr>
      ))}
    </Table>
  );
}

function Narrow({ org, regions }: RowsProps) {
  return (
    <ul className="hidden divide-y divide-line max-mid:block">
      {regions.map((region) => (
        <li
          key={region.id}
          className="relative grid min-h-16 grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 gap-y-0.5 px-3.5 py-2.75"
        >
          <span>
            <RowLink href={paths.region(org, region.id)}>{region.name}</RowLink>{" "}
            {region.simulated ? <SimulatedTag /> : null}
          </span>
          <span className="text-right text-12 text-text-3">
            <RegionAge region={region} />
          </span>
          <div className="col-span-2">
            <RegionState region={region} withoutAge />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Regions, worst first: a table, and two-line rows on a phone. */
export function RegionTable({ org, regions }: RowsProps) {
  const ordered = regionsWorstFirst(regions);
  return (
    <>
      <Wide org={org} regions={ordered} />
      <Narrow org={org} regions={ordered} />
    </>
  );
}
