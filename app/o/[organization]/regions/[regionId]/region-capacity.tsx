"use client";

import { checkRegionAction } from "../actions";
import { CallsByKind } from "@/components/region/call-tables";
import { CapacityFacts } from "@/components/region/capacity-facts";
import { CapacityPanel } from "@/components/region/capacity-panel";
import { CheckRows } from "@/components/region/check-rows";
import { StoragePanel } from "@/components/region/storage-panel";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Panel } from "@/components/ui/panel";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/client/paths";
import { useAction } from "@/lib/client/use-action";
import { useLive } from "@/lib/client/use-live";
import type { RegionTrust } from "@/lib/contract/access";
import { RegionDetail } from "@/lib/contract/views";
import { whoMay } from "@/lib/domain/roles";

interface RegionCapacityProps {
  org: string;
  initial: RegionDetail;
  /** Calls to the cluster as they were when the page was made. */
  calls: RegionTrust["calls"];
  mayCheck: boolean;
}

/** Who is asked what, in short; the tab has it all. */
function CallsPanel({ href, calls }: { href: string; calls: RegionTrust["calls"] }) {
  if (calls.length === 0) return null;
  return (
    <Panel
      title="Trust"
      note={<span className="max-mid:hidden">calls to this cluster since Gantry started</span>}
      end={<TextLink href={href}>Open Trust</TextLink>}
    >
      <CallsByKind calls={calls} most={5} />
    </Panel>
  );
}

/** Room, storage and preflight of a region, pushed; checks run again on demand. */
export function RegionCapacity({ org, initial, calls, mayCheck }: RegionCapacityProps) {
  const { data } = useLive(`region:${initial.summary.id}`, RegionDetail, initial);
  const { run, pending, failure } = useAction(checkRegionAction, org);
  const stale = data.summary.connection.kind !== "live";
  return (
    <div className={stale ? "text-text-3" : undefined}>
      <CapacityFacts capacity={data.capacity} observedAt={data.summary.connection.checkedAt} />
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_420px]">
        <div className="grid gap-4">
          <CapacityPanel capacity={data.capacity} />
          <StoragePanel classes={data.storageClasses} />
          <CallsPanel href={paths.region(org, data.summary.id, "trust")} calls={calls} />
        </div>
        <Panel
          title="Preflight"
          end={
            <>
              {data.checkedAt === null ? null : <Age at={data.checkedAt} verb="run" />}
              <Button
                size="small"
                pending={pending}
                disabledReason={mayCheck ? null : `only ${whoMay("region.check")} runs checks`}
                onClick={() => void run({ regionId: data.summary.id })}
              >
                {pending ? "Checking" : "Run all"}
              </Button>
            </>
          }
        >
          {failure === null ? null : (
            <div className="p-3.5">
              <ErrorBox title={failure.message}>{failure.next}</ErrorBox>
            </div>
          )}
          <CheckRows checks={data.checks} />
        </Panel>
      </div>
    </div>
  );
}
