"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { InstallObjects } from "@/components/region/install-objects";
import { LinkButton } from "@/components/ui/link-button";
import { StateBecauseNext } from "@/components/ui/state-because-next";
import { StatusLine } from "@/components/ui/status-line";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { OperationView } from "@/lib/contract/views";

interface InstallingPaneProps {
  org: string;
  regionId: string;
  initial: OperationView;
}

function Headline({ operation }: { operation: OperationView }) {
  const applied = operation.objects.filter((object) => object.state === "applied").length;
  if (operation.state === "succeeded")
    return <StatusLine tone="serving">The operator is available</StatusLine>;
  if (operation.state === "failed") return <StatusLine tone="down">The installation failed</StatusLine>;
  const step = operation.steps.find((each) => each.state !== "done");
  return (
    <StatusLine tone="starting" detail={step?.evidence}>
      {operation.objects.length === 0
        ? "Accepted, about to begin"
        : `${applied} of ${operation.objects.length} objects applied`}
    </StatusLine>
  );
}

/** The newest installation, object by object, pushed while it runs; its end leads to the first database. */
export function InstallingPane({ org, regionId, initial }: InstallingPaneProps) {
  const router = useRouter();
  const { data: operation } = useLive(`operation:${initial.id}`, OperationView, initial);
  const succeeded = operation.state === "succeeded";
  const endedNow = initial.endedAt === null && operation.endedAt !== null;

  // The page around this pane was rendered while the installation ran.
  useEffect(() => {
    if (endedNow) router.refresh();
  }, [endedNow, router]);

  return (
    <div className="grid gap-4 p-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Headline operation={operation} />
        <TextLink href={paths.operation(org, operation.id)}>The operation</TextLink>
      </div>
      {operation.attention === null ? null : <StateBecauseNext {...operation.attention} />}
      {succeeded ? (
        <div className="flex flex-wrap gap-2">
          <LinkButton kind="primary" icon="plus" href={paths.createDatabase(org, regionId)}>
            Create a database here
          </LinkButton>
          <LinkButton href={paths.region(org, regionId)}>Open the region</LinkButton>
        </div>
      ) : null}
      {operation.objects.length === 0 ? null : (
        <div className="overflow-hidden rounded-panel border border-line">
          <InstallObjects objects={operation.objects} />
        </div>
      )}
    </div>
  );
}
