"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { OperationRows } from "@/components/operation/operation-rows";
import { useShell } from "@/components/shell/shell-context";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { SegmentedLinks } from "@/components/ui/segmented-links";
import { isOpen } from "@/lib/client/operation-words";
import { newestOperations } from "@/lib/client/operation-list";
import { paths } from "@/lib/client/paths";
import type { OperationView } from "@/lib/contract/views";

interface OperationsViewProps {
  initial: readonly OperationView[];
  openOnly: boolean;
}

/** The live overview carries only what runs: when one joins or leaves it, the list is read again from the server. */
function useReadAgain(running: readonly OperationView[]): void {
  const router = useRouter();
  const ids = running
    .map((operation) => operation.id)
    .toSorted()
    .join(" ");
  const read = useRef(ids);

  // The page's data is on the server.
  useEffect(() => {
    if (read.current === ids) return;
    read.current = ids;
    router.refresh();
  }, [ids, router]);
}

/** The newest operations of the organization. Those that the live overview carries move by themselves. */
export function OperationsView({ initial, openOnly }: OperationsViewProps) {
  const { viewer, overview } = useShell();
  const org = viewer.organization.slug;
  useReadAgain(overview.operations);
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
          <OperationRows org={org} operations={shown} />
        )}
      </Panel>
    </>
  );
}
