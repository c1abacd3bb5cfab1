import { CopyLine } from "@/components/ui/copy-line";
import { LinkButton } from "@/components/ui/link-button";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { paths } from "@/lib/client/paths";

interface CreatedPanelProps {
  org: string;
  created: { operationId: string; databaseId: string; name: string; user: string; password: string | null };
}

/** The acceptance: the password this once, then on to the operation or the database. */
export function CreatedPanel({ org, created }: CreatedPanelProps) {
  return (
    <div className="max-w-[560px]">
      <Panel title={`${created.name} is accepted`} note="Gantry creates it now">
        <PanelBody>
          {created.password === null ? (
            <p>
              This form was accepted before, and its password was shown then. It is not kept, so it cannot be
              shown again.
            </p>
          ) : (
            <>
              <p>
                Password of the user <code>{created.user}</code>. It is shown this once: only its hash is
                kept.
              </p>
              <CopyLine text={created.password} what={`the password of ${created.user}`} large />
            </>
          )}
          <div className="flex flex-wrap gap-2">
            <LinkButton kind="primary" href={paths.database(org, created.databaseId)}>
              Watch it come alive
            </LinkButton>
            <LinkButton href={paths.operation(org, created.operationId)}>Steps</LinkButton>
          </div>
        </PanelBody>
      </Panel>
    </div>
  );
}
