import type { ConnectKind } from "./connect-fields";
import type { Joining } from "./use-join";
import { AccountRights } from "@/components/region/account-rights";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { StatusGlyph } from "@/components/ui/status-glyph";

const TAKEN: Record<ConnectKind, readonly string[]> = {
  kubeconfig: [
    "A token or a client certificate that stands in the file",
    "One context: the current one",
    "A certificate authority that stands in the file",
    "The line that a join command printed",
  ],
  token: [
    "An https address that this machine can dial",
    "A token of a service account, best a bound one",
    "The authority that signs the API server's certificate",
  ],
  simulated: [
    "Three zones of two nodes, storage, an operator",
    "The same calls, plans, pages and limits as any region",
    "Trouble on demand: a slow replica, a lost pod, a cut region",
  ],
};
const REFUSED: Record<ConnectKind, readonly string[]> = {
  kubeconfig: [
    "Programs: exec and auth-provider",
    "Paths to files, proxies, TLS that is not verified",
    "Fields that Gantry does not know",
  ],
  token: ["Loopback and link-local addresses, unless this Gantry's settings name them"],
  simulated: [],
};

function Lines({
  title,
  lines,
  shape,
}: {
  title: string;
  lines: readonly string[];
  shape: "check" | "cross";
}) {
  if (lines.length === 0) return null;
  return (
    <div className="grid gap-1.5 px-4 py-3">
      <h3>{title}</h3>
      <ul className="grid gap-1 text-text-2">
        {lines.map((line) => (
          <li key={line} className="grid grid-cols-[14px_minmax(0,1fr)] gap-x-2.5">
            <StatusGlyph shape={shape} className="mt-0.75 text-text-3" />
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Beside the form: what is taken and what is refused, or the rights of the account that a join command makes. */
export function ConnectBeside({ kind, joining }: { kind: ConnectKind; joining: Joining | null }) {
  if (joining === null) {
    return (
      <div className="divide-y divide-line">
        <Lines
          title={kind === "simulated" ? "What it has" : "What is taken"}
          lines={TAKEN[kind]}
          shape="check"
        />
        <Lines title="What is refused, by name" lines={REFUSED[kind]} shape="cross" />
      </div>
    );
  }
  const { join, pending, toggle } = joining;
  if (join === null) return <SkeletonRows words="Reading what the account may do." rows={6} />;
  return <AccountRights packs={join.packs} never={join.never} onToggle={toggle} pending={pending} />;
}
