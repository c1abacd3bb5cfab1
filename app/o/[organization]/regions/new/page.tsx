import { personIn } from "@/app/o/[organization]/reads";
import { ConnectPane } from "@/app/o/[organization]/regions/new/connect-pane";
import { RegisterFlow } from "@/app/o/[organization]/regions/new/register-flow";
import { NotForRole } from "@/components/people/not-for-role";
import { Pane } from "@/components/region/pane";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { paths } from "@/lib/client/paths";
import { regionPlace } from "@/lib/client/region-words";
import { can } from "@/lib/domain/roles";
import type { PersonContext } from "@/lib/services/context";
import { latestInstallation } from "@/lib/services/operations/latest-installation";
import { getRegion } from "@/lib/services/regions/detail";
import { sandboxOffer } from "@/lib/services/regions/sandbox-offer";
import { readForPage } from "@/lib/transport/read";

interface PageProps {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ region?: string; from?: string }>;
}

async function Connecting({ org, ctx, from }: { org: string; ctx: PersonContext; from: string | undefined }) {
  const { offered } = await readForPage(ctx, sandboxOffer, {});
  return (
    <>
      <PageHead
        title="Register a region"
        line="Nothing is installed before pane 3, and you see each object first."
      />
      <div className="grid gap-4">
        <ConnectPane
          org={org}
          sandboxOffered={offered}
          initialKind={offered && from === "simulated" ? "simulated" : "kubeconfig"}
          initiallyJoining={from === "join"}
        />
        <Pane
          number={2}
          title="Preflight"
          state="next"
          end="10 checks, read only; starts by itself once connected"
        />
        <Pane number={3} title="Install" state="next" end="the operator; you see each object before" />
      </div>
    </>
  );
}

async function Connected({ org, ctx, regionId }: { org: string; ctx: PersonContext; regionId: string }) {
  const [region, operation] = await Promise.all([
    readForPage(ctx, getRegion, { regionId }),
    readForPage(ctx, latestInstallation, { regionId }),
  ]);
  const { summary } = region;
  return (
    <>
      <PageHead
        title="Register a region"
        mark={summary.simulated ? <SimulatedTag /> : undefined}
        line={`${summary.name} · ${regionPlace(summary)}${summary.kubernetesVersion === null ? "" : `, Kubernetes ${summary.kubernetesVersion}`}`}
        actions={<LinkButton href={paths.region(org, summary.id)}>Leave, it stays registered</LinkButton>}
      />
      <div className="grid gap-4">
        <Pane number={1} title="Connected" state="done" end={region.server} />
        <RegisterFlow
          org={org}
          region={region}
          operation={operation}
          mayInstall={can(ctx.actor.role, "region.install")}
        />
      </div>
    </>
  );
}

export default async function RegisterPage({ params, searchParams }: PageProps) {
  const [{ organization }, { region, from }] = await Promise.all([params, searchParams]);
  const ctx = await personIn(organization);
  const mayRegister = can(ctx.actor.role, "region.register");
  return (
    <PageFrame crumbs={[{ label: "Regions", href: paths.regions(organization) }, { label: "Register" }]}>
      <PageTitle of={["Register a region"]} />
      {!mayRegister ? (
        <>
          <PageHead title="Register a region" />
          <NotForRole role={ctx.actor.role} verb="region.register" />
        </>
      ) : region === undefined ? (
        <Connecting org={organization} ctx={ctx} from={from} />
      ) : (
        <Connected org={organization} ctx={ctx} regionId={region} />
      )}
    </PageFrame>
  );
}
