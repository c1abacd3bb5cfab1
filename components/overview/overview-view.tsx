"use client";

import { DatabaseTable } from "@/components/database/database-table";
import { Checklist } from "@/components/overview/checklist";
import { CreateDatabaseButton } from "@/components/database/create-database-button";
import { FirstRun } from "@/components/overview/first-run";
import { NeedsYou } from "@/components/overview/needs-you";
import { RunningOperation } from "@/components/overview/running-operation";
import type { RegisterRegion } from "@/components/overview/start-simulated";
import { SummarySentence } from "@/components/overview/summary-sentence";
import { RegionTable } from "@/components/region/region-table";
import { useShell } from "@/components/shell/shell-context";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { isOpen } from "@/lib/client/operation-words";
import { overviewTitle } from "@/lib/client/overview-words";
import { paths } from "@/lib/client/paths";
import type { Overview } from "@/lib/contract/views";
import { can, whoMay } from "@/lib/domain/roles";

const MOST_OPERATIONS = 3;

/** Leads to the create page, or to the operator that is missing for it. */
function FirstDatabaseActions() {
  const { viewer, overview } = useShell();
  const bare = overview.regions.find((region) => region.operator.state === "absent");
  const ready = overview.regions.some((region) => region.operator.state === "ready");
  if (bare === undefined || ready || !can(viewer.role, "region.install")) {
    return <CreateDatabaseButton kind={ready ? "primary" : "secondary"} />;
  }
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <LinkButton kind="primary" href={paths.registerRegion(viewer.organization.slug, bare.id)}>
        Install the operator in {bare.name}
      </LinkButton>
      <CreateDatabaseButton kind="secondary" />
    </span>
  );
}

function Databases({ org, databases }: { org: string; databases: Overview["databases"] }) {
  if (databases.length > 0) {
    return (
      <Panel title="Databases" note={databases.length} end="worst first">
        <DatabaseTable org={org} databases={databases} />
      </Panel>
    );
  }
  return (
    <Panel title="Databases">
      <Empty
        title="No databases yet."
        gain="A database here survives the loss of a zone, and the loss of any node, without a person."
        action={<FirstDatabaseActions />}
      />
    </Panel>
  );
}

function Running({ org, operations }: { org: string; operations: Overview["operations"] }) {
  const open = operations.filter(isOpen);
  if (open.length === 0) return null;
  const shown = open.slice(0, MOST_OPERATIONS);
  return (
    <Panel
      className="max-desk:order-2"
      title={open.length === 1 ? "Running operation" : "Running operations"}
      note={open.length === 1 ? undefined : open.length}
      end={<TextLink href={paths.operations(org)}>All</TextLink>}
    >
      <div className="divide-y divide-line">
        {shown.map((operation) => (
          <RunningOperation key={operation.id} org={org} operation={operation} />
        ))}
      </div>
    </Panel>
  );
}

function OldestFinding({ findings }: { findings: Overview["findings"] }) {
  const since = findings.flatMap((finding) => finding.since ?? []);
  return since.length === 0 ? null : <Age at={Math.min(...since)} verb="oldest from" />;
}

/** What needs a person, what runs, then the rest. Live. */
export function OverviewView({ register }: { register: RegisterRegion }) {
  const { viewer, overview } = useShell();
  const org = viewer.organization.slug;
  const first = overview.regions.length === 0 && overview.databases.length === 0;
  return (
    <>
      <PageHead
        title={overviewTitle(overview)}
        line={
          <p className="text-14">
            {first ? (
              "Begin with one of three; the others stay possible."
            ) : (
              <SummarySentence overview={overview} />
            )}
          </p>
        }
        wideActions
        actions={
          first ? undefined : (
            <>
              {can(viewer.role, "region.register") ? (
                <LinkButton kind="quiet" href={paths.registerRegion(org)}>
                  Register a region
                </LinkButton>
              ) : (
                <Button disabledReason={`only ${whoMay("region.register")} registers regions.`}>
                  Register a region
                </Button>
              )}
              {overview.databases.length === 0 ? null : <CreateDatabaseButton kind="primary" />}
            </>
          )
        }
      />
      {first ? (
        <div className="mb-4 max-mid:mb-3.5">
          <FirstRun viewer={viewer} sandboxOffered={overview.sandboxOffered} register={register} />
        </div>
      ) : null}
      <div className="grid items-start gap-4 max-desk:grid-cols-[minmax(0,1fr)] max-mid:gap-3.5 desk:grid-cols-[minmax(0,1fr)_var(--card)]">
        <div className="grid gap-4 max-desk:contents max-mid:gap-3.5">
          {overview.findings.length === 0 ? null : (
            <Panel
              className="max-desk:order-1"
              title="Needs you"
              note={overview.findings.length}
              end={<OldestFinding findings={overview.findings} />}
            >
              <NeedsYou findings={overview.findings} />
            </Panel>
          )}
          <div className="max-desk:order-3">
            <Databases org={org} databases={overview.databases} />
          </div>
          {overview.regions.length === 0 ? null : (
            <Panel
              className="max-desk:order-4"
              title="Regions"
              note={overview.regions.length}
              end={<span className="max-mid:hidden">bars: CPU asked for, by zone</span>}
            >
              <RegionTable org={org} regions={overview.regions} />
            </Panel>
          )}
        </div>
        <div className="grid gap-4 max-desk:contents max-mid:gap-3.5">
          <Running org={org} operations={overview.operations} />
          <div className="max-desk:order-5">
            <Checklist items={overview.checklist} />
          </div>
        </div>
      </div>
    </>
  );
}
