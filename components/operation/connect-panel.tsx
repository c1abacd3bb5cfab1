import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { paths } from "@/lib/client/paths";
import type { ConnectView } from "@/lib/contract/views";

interface ConnectPanelProps {
  org: string;
  databaseId: string;
  connect: ConnectView;
}

/** How to reach what a creation makes: the shortest of the ways, and the way to the others. */
export function ConnectPanel({ org, databaseId, connect }: ConnectPanelProps) {
  const [shortest] = connect.snippets;
  return (
    <Panel
      title="Connect"
      note="inside the cluster"
      end={
        <Link className="link" href={paths.database(org, databaseId, "connect")}>
          All ways
        </Link>
      }
    >
      <PanelBody>
        {shortest === undefined ? null : (
          <CodeBlock text={shortest.text} what={`the ${shortest.language} line`} wrap />
        )}
        <p className="text-12 text-text-3">
          The password was shown once, when the database was accepted. Gantry keeps its hash only.
        </p>
      </PanelBody>
    </Panel>
  );
}
