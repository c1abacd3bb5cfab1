import { OperationState } from "@/components/operation/operation-state";
import { ClockTime } from "@/components/ui/clock-time";
import { RowLink } from "@/components/ui/row-link";
import { RunningTime } from "@/components/ui/running-time";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { paths } from "@/lib/client/paths";
import type { OperationView } from "@/lib/contract/views";

interface RowsProps {
  org: string;
  operations: readonly OperationView[];
}

function Wide({ org, operations }: RowsProps) {
  return (
    <Table
      className="max-mid:hidden"
      caption="Operations, newest first"
      head={
        <tr>
          <Th className="w-[30%]">Operation</Th>
          <Th>State</Th>
          <Th className="w-[20%]">By</Th>
          <Th figure className="w-[12%]">
            Begun
          </Th>
          <Th figure className="w-[10%]">
            Took
          </Th>
        </tr>
      }
    >
      {operations.map((operation) => (
        <tr key={operation.id} className="relative hover:bg-hover">
          <Td>
            <RowLink href={paths.operation(org, operation.id)}>{operation.title}</RowLink>
            <Sub>
              {operation.regionName} {operation.simulated ? <SimulatedTag /> : null}
            </Sub>
          </Td>
          <Td>
            <OperationState operation={operation} />
          </Td>
          <Td className="wrap-anywhere text-text-2">{operation.actor}</Td>
          <Td figure>
            <ClockTime at={operation.startedAt} />
          </Td>
          <Td figure>
            <RunningTime startedAt={operation.startedAt} endedAt={operation.endedAt} />
          </Td>
        </tr>
      ))}
    </Table>
  );
}

function Narrow({ org, operations }: RowsProps) {
  return (
    <ul className="hidden divide-y divide-line max-mid:block">
      {operations.map((operation) => (
        <li
          key={operation.id}
          className="relative grid min-h-16 grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 gap-y-0.5 px-3.5 py-2.75"
        >
          <span>
            <RowLink href={paths.operation(org, operation.id)}>{operation.title}</RowLink>{" "}
            {operation.simulated ? <SimulatedTag /> : null}
          </span>
          <span className="text-right text-12 text-text-3">
            <ClockTime at={operation.startedAt} />
          </span>
          <OperationState operation={operation} />
          <span className="text-right text-12 text-text-3">
            <RunningTime startedAt={operation.startedAt} endedAt={operation.endedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Operations as rows: a table, and on a phone a list of two lines each. */
export function OperationRows({ org, operations }: RowsProps) {
  return (
    <>
      <Wide org={org} operations={operations} />
      <Narrow org={org} operations={operations} />
    </>
  );
}
