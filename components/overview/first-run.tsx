import { FirstRunCard } from "@/components/overview/first-run-card";
import { StartSimulated, type RegisterRegion } from "@/components/overview/start-simulated";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { paths } from "@/lib/client/paths";
import type { Viewer } from "@/lib/contract/views";
import { namespaceOf } from "@/lib/domain/database/names";
import { can, whoMay } from "@/lib/domain/roles";

interface FirstRunProps {
  viewer: Viewer;
  sandboxOffered: boolean;
  register: RegisterRegion;
}

/** Three ways to begin, with what each takes, needs, touches and leaves. */
export function FirstRun({ viewer, sandboxOffered, register }: FirstRunProps) {
  const org = viewer.organization.slug;
  const mayRegister = can(viewer.role, "region.register");
  const byRole = mayRegister ? null : `only ${whoMay("region.register")} registers regions.`;
  const simulatedOff = byRole ?? (sandboxOffered ? null : "this Gantry was started without it.");
  const touches = (
    <>
      two namespaces: <span className="mono whitespace-nowrap">gantry-system</span>,{" "}
      <span className="mono whitespace-nowrap">{namespaceOf(org)}</span>
    </>
  );
  return (
    <div className="grid grid-cols-3 gap-4 max-desk:grid-cols-1 max-mid:gap-3.5">
      <FirstRunCard
        title={
          <>
            Try the simulated region <SimulatedTag />
          </>
        }
        what="A cluster of 3 zones and 6 nodes on this machine that speaks the Kubernetes API. Slow a replica down, cut a region off, see what a database does."
        takes="about 20 s"
        needs="nothing"
        touches="no cluster of yours"
        undo="disconnect; it stays on this machine until its data is removed"
        action={<StartSimulated org={org} register={register} disabledReason={simulatedOff} />}
        then={simulatedOff === null ? "Then create a database in it." : null}
      />
      <FirstRunCard
        title="Register a cluster"
        what="Gantry finds where a highly available MySQL can live in a cluster of yours, puts it there and keeps it up."
        takes="about 5 min, 3 panes"
        needs="a kubeconfig with a token or a client certificate"
        touches={touches}
        undo="disconnect; databases keep running"
        action={<RegisterLink href={paths.registerRegion(org)} label="Register a cluster" reason={byRole} />}
        then={byRole === null ? "You see each right and object before." : null}
      />
      <FirstRunCard
        title="Join by one command"
        what="For clusters whose kubeconfig runs a login program, as on EKS, GKE and AKS: a command makes an account with the least rights, and you paste what it prints."
        takes="about 5 min"
        needs="a shell with kubectl, by someone who may make roles"
        touches={touches}
        undo="one command that takes the account away"
        action={<RegisterLink href={paths.joinRegion(org)} label="Show the command" reason={byRole} />}
        then={byRole === null ? "You can read it before you run it." : null}
      />
    </div>
  );
}

function RegisterLink({ href, label, reason }: { href: string; label: string; reason: string | null }) {
  if (reason !== null) return <Button disabledReason={reason}>{label}</Button>;
  return <LinkButton href={href}>{label}</LinkButton>;
}
