"use client";

import Link from "next/link";
import { OperationState } from "@/components/operation/operation-state";
import { useShell } from "@/components/shell/shell-context";
import { ClockTime } from "@/components/ui/clock-time";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { ROW_LINK } from "@/components/ui/row-link";
import { RunningTime } from "@/components/ui/running-time";
import { SegmentedLinks } from "@/components/ui/segmented-links";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { isOpen } from "@/lib/client/operation-words";
import { newestOperations } from "@/lib/client/operation-list";
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
            <Link href={paths.operation(org, operation.id)} className={ROW_LINK}>
              {operation.title}
            </Link>
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
            <Link href={paths.operation(org, operation.id)} className={ROW_LINK}>
              {operation.title}
            </Link>{" "}
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

interface OperationsViewProps {
  initial: readonly OperationView[];
  openOnly: boolean;
}

/** The newest operations of the organization. Those that the live overview carries move by themselves. */
export function OperationsView({ initial, openOnly }: OperationsViewProps) {
  const { viewer, overview } = useShell();
  const org = viewer.organization.slug;
  const all = newestOperations(initial, overview.operations);
  const shown = openOnly ? all.filter(isOpen) : all;
  return (
    <>
      <PageHead
        title="Operations"
        line="Every change is one: steps with evidence, kept through a restart of Gantry."
        actions={
          <SegmentedLinks
            label="Which operations"
            items={[
              { href: paths.operations(org), label: "All", current: !openOnly },
              { href: `${paths.operations(org)}?show=running`, label: "Running", current: openOnly },
            ]}
          />
        }
      />
      <Panel title={openOnly ? "Running" : "All"} note={shown.length} end="newest first, at most 100">
        {shown.length === 0 ? (
          <Empty
            title={openOnly ? "Nothing runs." : "No operations yet."}
            gain="Installing an operator, creating and deleting a database stand here with each step and what it saw."
          />
        ) : (
          <>
            <Wide org={org} operations={shown} />
            <Narrow org={org} operations={shown} />
          </>
        )}
      </Panel>
    </>
  );
}
