import { personIn } from "@/app/o/[organization]/reads";
import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { PageTitle } from "@/components/shell/page-title";
import { CodeBlock } from "@/components/ui/code-block";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { getDatabaseYaml } from "@/lib/services/databases/yaml";
import { readForPage } from "@/lib/transport/read";

export default async function YamlPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const [{ applied, live }, database] = await Promise.all([
    readForPage(await personIn(organization), getDatabaseYaml, { databaseId }),
    databaseIn(organization, databaseId),
  ]);
  return (
    <>
      <PageTitle of={["YAML", database.summary.name]} />
      <div className="grid items-start gap-4 desk:grid-cols-2">
        <Panel title="Applied" note="what Gantry applies, without secrets">
          <PanelBody>
            <CodeBlock text={applied} what="the manifest that Gantry applies" />
          </PanelBody>
        </Panel>
        <Panel title="In the cluster" note="as the API server has it now">
          <PanelBody>
            {live === null ? (
              <p className="text-text-2">
                {database.connection.kind === "live"
                  ? "The API server has no VitessCluster of this name now."
                  : "The region does not answer now, so what the cluster has is not known."}
              </p>
            ) : (
              <CodeBlock text={live} what="the object in the cluster" />
            )}
          </PanelBody>
        </Panel>
      </div>
    </>
  );
}
