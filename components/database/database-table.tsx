"use client";

import { DatabaseState } from "@/components/database/database-state";
import { LagFigure } from "@/components/database/lag-figure";
import { LagLine } from "@/components/database/lag-line";
import { RowLink } from "@/components/ui/row-link";
import { Settle } from "@/components/ui/settle";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { useLagLines } from "@/lib/client/use-lag-lines";
import { databasesWorstFirst } from "@/lib/client/worst-first";
import { paths } from "@/lib/client/paths";
import type { DatabaseSummary } from "@/lib/contract/views";
import { cutMiddle, formatFigure } from "@/lib/domain/format";

/** What stands beside or below the name of a database in one line. */
const REGION_MAX = 18;
const REPLICA_MAX = 20;

interface RowsProps {
  org: string;
  databases: readonly DatabaseSummary[];
}

interface TableProps extends RowsProps {
  /** With the size, where the table has the whole width of the page. */
  full?: boolean;
}

/** Queries a second over all vtgates; one that is not known is never 0. */
function Rate({ perSecond }: { perSecond: number | null }) {
  if (perSecond === null) return <span className="text-12 text-text-3">not sampled</span>;
  return <Settle value={formatFigure(perSecond)}>{formatFigure(perSecond)}</Settle>;
}

function Wide({ org, databases, full = false }: TableProps) {
  const lines = useLagLines(org);
  return (
    <Table
      className="max-mid:hidden"
      caption="Databases, worst first"
      head={
        <tr>
          <Th className="w-[19%]">Database</Th>
          <Th>State</Th>
          <Th className="w-[14%]">Protection</Th>
          <Th figure className="w-[15%]">
            Worst lag
          </Th>
          <Th className="w-26 @max-[700px]:hidden">1 h, line at 15 s</Th>
          <Th figure className="w-[10%]">
            Queries/s
          </Th>
          {full ? (
            <Th figure className="w-[12%] max-desk:hidden">
              Size
            </Th>
          ) : null}
        </tr>
      }
    >
      {databases.map((database) => (
        <tr key={database.id} className="relative hover:bg-hover">
          <Td>
            <RowLink href={paths.database(org, database.id)}>{database.name}</RowLink>
            <Sub>
              {cutMiddle(database.regionName, REGION_MAX)} {database.simulated ? <SimulatedTag /> : null}
            </Sub>
          </Td>
          <Td>
            <DatabaseState health={database.health} />
          </Td>
          <Td>{database.protection}</Td>
          <Td figure>
            <LagFigure seconds={database.worstLagSeconds} note={database.lagNote} />
            {database.worstLagSeconds === null || database.lagNote === null ? null : (
              <Sub className="whitespace-nowrap">{cutMiddle(database.lagNote, REPLICA_MAX)}</Sub>
            )}
          </Td>
          <Td className="align-middle @max-[700px]:hidden">
            <LagLine
              values={lines === null ? null : (lines[database.id] ?? null)}
              seconds={database.worstLagSeconds}
            />
          </Td>
          <Td figure className="whitespace-nowrap">
            <Rate perSecond={database.queriesPerSecond} />
          </Td>
          {full ? (
            <Td figure className="whitespace-nowrap max-desk:hidden">
              {database.size}
            </Td>
          ) : null}
        </tr>
      ))}
    </Table>
  );
}

function Narrow({ org, databases }: RowsProps) {
  return (
    <ul className="hidden divide-y divide-line max-mid:block">
      {databases.map((database) => (
        <li
          key={database.id}
          className="relative grid min-h-16 grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 gap-y-0.5 px-3.5 py-2.75"
        >
          <span>
            <RowLink href={paths.database(org, database.id)}>{database.name}</RowLink>{" "}
            <span className="text-text-3">{cutMiddle(database.regionName, REGION_MAX)}</span>{" "}
            {database.simulated ? <SimulatedTag /> : null}
          </span>
          <span className="text-right">
            <LagFigure seconds={database.worstLagSeconds} note={database.lagNote} />
          </span>
          <div className="col-span-2">
            <DatabaseState health={database.health} />
          </div>
          <span className="col-span-2 pl-4.5 text-12 text-text-3">{database.protection}</span>
        </li>
      ))}
    </ul>
  );
}

/** Databases, worst first: a table, and two-line rows on a phone. */
export function DatabaseTable({ org, databases, full = false }: TableProps) {
  const ordered = databasesWorstFirst(databases);
  return (
    <div className="@container">
      <Wide org={org} databases={ordered} full={full} />
      <Narrow org={org} databases={ordered} />
    </div>
  );
}
