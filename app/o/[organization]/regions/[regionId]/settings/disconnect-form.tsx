"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { disconnectRegionAction } from "../../actions";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { TextInput } from "@/components/ui/text-input";
import { paths } from "@/lib/client/paths";
import { useAction } from "@/lib/client/use-action";
import { whoMay } from "@/lib/domain/roles";

interface DisconnectFormProps {
  org: string;
  regionId: string;
  name: string;
  preview: { stays: readonly string[]; goes: readonly string[] };
  mayDisconnect: boolean;
}

function List({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul className="mt-0.5 grid gap-0.5 text-text-2">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** Disconnecting in its own panel: what stays, what goes, the typed name. Nothing in the cluster is touched. */
export function DisconnectForm({ org, regionId, name, preview, mayDisconnect }: DisconnectFormProps) {
  const router = useRouter();
  const [typedName, setTypedName] = useState("");
  const { run, pending, failure } = useAction(disconnectRegionAction, org);
  const submit = async () => {
    const done = await run({ regionId, typedName });
    if (done) router.push(paths.regions(org));
  };
  const reason = !mayDisconnect
    ? `only ${whoMay("region.disconnect")} disconnects a region`
    : typedName.trim() === name
      ? null
      : "type the name first";
  return (
    <Panel title="Disconnect" note="databases keep running">
      <PanelBody>
        <List title="Stays" lines={preview.stays} />
        <List title="Goes" lines={preview.goes} />
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <Field label="Name of the region" hint={`type ${name}`} error={failure?.fields["typedName"]}>
            {(wiring) => (
              <TextInput
                {...wiring}
                value={typedName}
                autoComplete="off"
                disabled={!mayDisconnect}
                onChange={(event) => setTypedName(event.target.value)}
              />
            )}
          </Field>
          {failure === null || failure.fields["typedName"] !== undefined ? null : (
            <ErrorBox title={failure.message}>{failure.next}</ErrorBox>
          )}
          <div>
            <Button kind="danger" type="submit" pending={pending} disabledReason={reason}>
              Disconnect (databases keep running)
            </Button>
          </div>
        </form>
      </PanelBody>
    </Panel>
  );
}
