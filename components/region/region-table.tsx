import { RegionAge, RegionState } from "@/components/region/region-state";
import { ZoneBars } from "@/components/region/zone-bars";
import { RowLink } from "@/components/ui/row-link";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { paths } from "@/lib/client/paths";
import { largestFitWords, regionPlace } from "@/lib/client/region-words";
import { regionsWorstFirst } from "@/lib/client/worst-first";
import type { RegionSummary } from "@/lib/contract/views";

interface RowsProps {
  org: string;
  regions: readonly RegionSummary[];
}

interface TableProps extends RowsProps {
  /** With versions, where the table has the whole width of the page. */
  full?: boolean;
}

/** A version that was read, or the words that it was not. */
function Version({ children }: { children: string | null }) {
  return children === null ? <span className="text-text-3">not read</span> : <>{children}</>;
}

/** The largest size that fits at the availability proposed there. */
function LargestFit({ room }: { room: RegionSummary["room"] }) {
  const words = largestFitWords(room);
  return room.known ? <>{words}</> : <span className="text-text-3">{words}</span>;
}

function VersionHeads() {
  return (
    <>
      <Th className="w-[10%] max-desk:hidden">Kubernetes</Th>
      <Th className="w-[10%] max-desk:hidden">Operator</Th>
    </>
  );
}

function Versions({ region: { kubernetesVersion, operator } }: { region: RegionSummary }) {
  return (
    <>
      <Td className="max-desk:hidden">
        <Version>{kubernetesVersion}</Version>
      </Td>
      <Td className="max-desk:hidden">
        {operator.state === "absent" ? "none" : <Version>{operator.version}</Version>}
      </Td>
    </>
  );
}

function Wide({ org, regions, full = false }: TableProps) {
  return (
    <Table
      className="max-mid:hidden"
      caption="Regions, worst first"
      head={
        <tr>
          <Th className="w-[26%]">Region</Th>
          <Th>Health</Th>
          {full ? <VersionHeads /> : null}
          <Th className="w-[12%]">CPU by zone</Th>
          <Th className="w-[12%]">Largest fit</Th>
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
          {full ? <Versions region={region} /> : null}
          <Td>
            <ZoneBars room={region.room} />
          </Td>
          <Td>
            <LargestFit room={region.room} />
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
export function RegionTable({ org, regions, full = false }: TableProps) {
  const ordered = regionsWorstFirst(regions);
  return (
    <>
      <Wide org={org} regions={ordered} full={full} />
      <Narrow org={org} regions={ordered} />
    </>
  );
}
