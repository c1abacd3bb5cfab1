"use client";

import type { ReactNode } from "react";
import { EarlierRuns } from "@/components/operation/earlier-runs";
import { IfGantryStops } from "@/components/operation/if-gantry-stops";
import { OperationState } from "@/components/operation/operation-state";
import { StepPanel } from "@/components/operation/step-panel";
import { InstallObjects } from "@/components/region/install-objects";
import { useShell } from "@/components/shell/shell-context";
import { Banner } from "@/components/ui/banner";
import { ClockTime } from "@/components/ui/clock-time";
import { CodeBlock } from "@/components/ui/code-block";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { isOpen } from "@/lib/client/operation-words";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { OperationView } from "@/lib/contract/views";

interface OperationPageViewProps {
  org: string;
  initial: OperationView;
  /** What the page knows of the thing that it makes; stands above how long it takes. */
  aside?: ReactNode;
}

/** Where the thing that it makes or changes can be looked at. */
function Target({ org, operation }: { org: string; operation: OperationView }) {
  const { databases } = useShell().overview;
  if (operation.databaseId !== null && operation.kind === "create-database") {
    const done = operation.state === "succeeded";
    // A creation that ended before it made anything leaves nothing to open.
    const isThere = done || databases.some((database) => database.id === operation.databaseId);
    if (operation.endedAt !== null && !isThere) return null;
    return (
      <LinkButton kind={done ? "primary" : "secondary"} href={paths.database(org, operation.databaseId)}>
        Open {operation.databaseName ?? "the database"}
      </LinkButton>
    );
  }
  if (operation.kind === "install-operator" && operation.regionId !== null) {
    const done = operation.state === "succeeded";
    return (
      <>
        <LinkButton href={paths.region(org, operation.regionId)}>
          Open {operation.regionName ?? "the region"}
        </LinkButton>
        {done ? (
          <LinkButton kind="primary" icon="plus" href={paths.createDatabase(org)}>
            Create database
          </LinkButton>
        ) : null}
      </>
    );
  }
  return null;
}

function Line({ operation }: { operation: OperationView }) {
  return (
    <span>
      <OperationState operation={operation} />{" "}
      <span className="text-text-3">
        · {operation.regionName === null ? "" : `${operation.regionName} · `}
        {operation.actor} · since <ClockTime at={operation.startedAt} seconds />
      </span>
    </span>
  );
}

/** One operation: its steps with evidence, what is stuck opened in place, how long, what a stop means, by hand. Live. */
export function OperationPageView({ org, initial, aside }: OperationPageViewProps) {
  const { data: operation } = useLive(`operation:${initial.id}`, OperationView, initial);
  const { attention } = operation;
  const inPlace = operation.steps.some((step) => step.state === "stuck" || step.state === "failed");
  return (
    <>
      <PageHead
        title={operation.title}
        mark={operation.simulated ? <SimulatedTag /> : undefined}
        line={<Line operation={operation} />}
        actions={<Target org={org} operation={operation} />}
      />
      {attention !== null && !inPlace ? (
        <Banner
          tone={operation.state === "failed" ? "down" : "reduced"}
          state={attention.state}
          because={attention.because}
          next={attention.next}
        />
      ) : null}
      <div className="grid items-start gap-4 max-mid:gap-3.5 desk:grid-cols-[minmax(0,1fr)_372px]">
        <div className="grid gap-4 max-desk:contents max-mid:gap-3.5">
          <StepPanel operation={operation} />
          {operation.objects.length === 0 ? null : (
            <Panel title="Objects" note={operation.objects.length} className="max-desk:order-3">
              <InstallObjects objects={operation.objects} />
            </Panel>
          )}
          <Panel title="Without Gantry" note="the same, by hand" className="max-desk:order-4">
            <PanelBody>
              <CodeBlock text={operation.kubectl.join("\n")} what="the kubectl lines" />
            </PanelBody>
          </Panel>
        </div>
        <div className="grid gap-4 max-desk:contents max-mid:gap-3.5">
          {aside === undefined ? null : <div className="max-desk:order-2">{aside}</div>}
          <div className="max-desk:order-1">
            <EarlierRuns operation={operation} />
          </div>
          {isOpen(operation) ? (
            <div className="max-desk:order-2">
              <IfGantryStops operation={operation} />
            </div>
          ) : null}
        </div>
      </div>
    </>
  );
}
