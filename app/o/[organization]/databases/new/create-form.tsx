"use client";

import { useId, useState } from "react";
import { createDatabaseAction } from "../actions";
import { AdvancedPart } from "./advanced-part";
import { CreatedPanel } from "./created-panel";
import { LevelChoice } from "./level-choice";
import { PlanPanel } from "./plan-panel";
import { RefusalBar } from "./refusal-bar";
import { RegionField } from "./region-field";
import { SizeChoice } from "./size-choice";
import { usePlan, type Planned } from "./use-plan";
import { useShell } from "@/components/shell/shell-context";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { takesDatabases } from "@/lib/client/region-words";
import { useAction } from "@/lib/client/use-action";
import type { RegionSummary } from "@/lib/contract/views";
import { DatabaseName } from "@/lib/domain/database/names";

interface CreateFormProps {
  org: string;
  regions: readonly RegionSummary[];
  regionId: string;
}

interface Accepted {
  operationId: string;
  databaseId: string;
  name: string;
  user: string;
  password: string | null;
}

const newKey = (): string => `create-${crypto.randomUUID()}`;

/** Why the button is off, or null. */
function reasonAgainst(
  { draft, answer, failure }: Planned,
  regions: readonly RegionSummary[],
): string | null {
  const region = regions.find((each) => each.id === draft.regionId);
  if (region !== undefined && !takesDatabases(region)) return "this region takes no database now.";
  if (draft.name === "") return "it needs a name.";
  if (answer === null) return failure === null ? "the plan is being read." : "there is no plan.";
  const [field] = Object.values(answer.fields);
  if (field !== undefined) return field;
  const [refusal] = answer.plan.refusals;
  return refusal === undefined ? null : `${refusal.title.charAt(0).toLowerCase()}${refusal.title.slice(1)}.`;
}

interface FieldsProps {
  org: string;
  regions: readonly RegionSummary[];
  planned: Planned;
  failedName: string | undefined;
}

function Fields({ org, regions, planned, failedName }: FieldsProps) {
  const { draft, answer, change } = planned;
  const named = DatabaseName.safeParse(draft.name);
  const spoken = named.success ? answer?.fields["name"] : named.error.issues[0]?.message;
  return (
    <>
      <Field
        label="Name"
        hint="also the name of the VitessCluster"
        error={failedName ?? (draft.name === "" ? undefined : spoken)}
      >
        {(wiring) => (
          <TextInput
            {...wiring}
            mono
            value={draft.name}
            maxLength={64}
            autoComplete="off"
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <RegionField
        org={org}
        regions={regions}
        value={draft.regionId}
        onChange={(regionId) => change({ regionId })}
      />
      <SizeChoice draft={draft} answer={answer} onChange={(size) => change({ size })} />
      <LevelChoice draft={draft} answer={answer} onChange={(availability) => change({ availability })} />
      <AdvancedPart draft={draft} answer={answer} onChange={change} />
    </>
  );
}

/** One screen, good defaults, the placement plan always beside it. */
export function CreateForm({ org, regions: asLoaded, regionId }: CreateFormProps) {
  const { overview } = useShell();
  const regions = asLoaded.map((each) => overview.regions.find((live) => live.id === each.id) ?? each);
  const planId = useId();
  const planned = usePlan(org, regionId);
  const [key] = useState(newKey);
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const { run, pending, failure } = useAction(createDatabaseAction, org);

  const submit = async () => setAccepted(await run({ ...planned.draft, key }));
  if (accepted !== null) return <CreatedPanel org={org} created={accepted} />;
  const reason = reasonAgainst(planned, regions);
  return (
    <div className="grid items-start gap-6 min-[1300px]:grid-cols-[minmax(0,496px)_minmax(0,1fr)]">
      <form
        className="grid gap-4.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === null) void submit();
        }}
      >
        <Fields org={org} regions={regions} planned={planned} failedName={failure?.fields["name"]} />
        {failure === null ? null : <ErrorBox title={failure.message}>{failure.next}</ErrorBox>}
        <div>
          <Button kind="primary" type="submit" pending={pending} disabledReason={reason}>
            Create {planned.draft.name}
          </Button>
        </div>
      </form>
      <PlanPanel id={planId} org={org} {...planned} onChange={planned.change} />
      <RefusalBar answer={planned.answer} planId={planId} />
    </div>
  );
}
