"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { deleteDatabaseAction, protectDatabaseAction } from "@/app/o/[organization]/databases/actions";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { TextInput } from "@/components/ui/text-input";
import { paths } from "@/lib/client/paths";
import { useAction } from "@/lib/client/use-action";
import { whoMay } from "@/lib/domain/roles";

interface DeleteFormProps {
  org: string;
  databaseId: string;
  name: string;
  initiallyProtected: boolean;
  preview: { goes: readonly string[]; stays: readonly string[] };
  mayDelete: boolean;
}

const newKey = (): string => `delete-${crypto.randomUUID()}`;

function Protection({
  org,
  databaseId,
  isProtected,
  mayDelete,
  onChange,
}: Pick<DeleteFormProps, "org" | "databaseId" | "mayDelete"> & {
  isProtected: boolean;
  onChange: (isProtected: boolean) => void;
}) {
  const { run, pending, failure } = useAction(protectDatabaseAction, org);
  const change = async (wanted: boolean) => {
    const stored = await run({ databaseId, protected: wanted });
    if (stored) onChange(stored.protected);
  };
  return (
    <Panel title="Delete protection">
      <PanelBody>
        <Checkbox
          checked={isProtected}
          disabled={pending || !mayDelete}
          onChange={(event) => void change(event.target.checked)}
          label="Refuse to delete this database"
          detail={
            mayDelete
              ? "By every path of Gantry, until it is switched off here."
              : `Only ${whoMay("database.protect")} can change this.`
          }
        />
        {failure === null ? null : <ErrorBox title={failure.message}>{failure.next}</ErrorBox>}
      </PanelBody>
    </Panel>
  );
}

function List({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul className="mt-0.5 grid gap-0.5 text-text-2">
        {lines.map((line) => (
          <li key={line} className="wrap-anywhere">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Protection, and below it the deletion: what goes and what stays, the typed name, in its own panel. */
export function DeleteForm({
  org,
  databaseId,
  name,
  initiallyProtected,
  preview,
  mayDelete,
}: DeleteFormProps) {
  const router = useRouter();
  const [isProtected, setProtected] = useState(initiallyProtected);
  const [typedName, setTypedName] = useState("");
  const [key] = useState(newKey);
  const { run, pending, failure } = useAction(deleteDatabaseAction, org);
  const submit = async () => {
    const accepted = await run({ databaseId, typedName, key });
    if (accepted) router.push(paths.operation(org, accepted.operationId));
  };
  const reason = !mayDelete
    ? `only ${whoMay("database.delete")} can delete`
    : isProtected
      ? "delete protection is on"
      : typedName.trim() === name
        ? null
        : "type the name first";
  return (
    <div className="grid max-w-[720px] gap-4">
      <Protection
        org={org}
        databaseId={databaseId}
        isProtected={isProtected}
        mayDelete={mayDelete}
        onChange={setProtected}
      />
      <Panel title="Delete" note="everything goes within seconds, the rows too">
        <PanelBody>
          <List title="Goes" lines={preview.goes} />
          <List title="Stays" lines={preview.stays} />
          <form
            className="grid gap-3"
            onSubmit={(event) => {
              event.preventDefault();
              if (reason === null) void submit();
            }}
          >
            <Field label="Name of the database" hint={`type ${name}`} error={failure?.fields["typedName"]}>
              {(wiring) => (
                <TextInput
                  {...wiring}
                  mono
                  value={typedName}
                  autoComplete="off"
                  disabled={isProtected || !mayDelete}
                  onChange={(event) => setTypedName(event.target.value)}
                />
              )}
            </Field>
            {failure === null || failure.fields["typedName"] !== undefined ? null : (
              <ErrorBox title={failure.message}>{failure.next}</ErrorBox>
            )}
            <div>
              <Button kind="danger" type="submit" pending={pending} disabledReason={reason}>
                Delete {name} and its data
              </Button>
            </div>
          </form>
        </PanelBody>
      </Panel>
    </div>
  );
}
