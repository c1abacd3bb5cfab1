"use client";

import { useState } from "react";
import { createDatabaseAction } from "../actions";
import { AdvancedPart } from "./advanced-part";
import { CreatedPanel } from "./created-panel";
import { PlanPanel } from "./plan-panel";
import { SizeChoice } from "./size-choice";
import { usePlan, type Planned } from "./use-plan";
import { regionPlace } from "@/lib/client/region-words";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Select } from "@/components/ui/select";
import { Tag } from "@/components/ui/tag";
import { TextInput } from "@/components/ui/text-input";
import { useAction } from "@/lib/client/use-action";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";
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
function reasonAgainst(draft: DatabaseDraft, answer: PlanAnswer | null): string | null {
  if (draft.name === "") return "it needs a name";
  if (answer === null) return "the plan is read";
  const [field] = Object.values(answer.fields);
  if (field !== undefined) return field;
  const [refusal] = answer.plan.refusals;
  return refusal === undefined ? null : `${refusal.title.charAt(0).toLowerCase()}${refusal.title.slice(1)}.`;
}

function LevelChoice({
  draft,
  answer,
  onChange,
}: {
  draft: DatabaseDraft;
  answer: PlanAnswer | null;
  onChange: (level: DatabaseDraft["availability"]) => void;
}) {
  const levels = answer?.levels ?? [];
  if (levels.length === 0) return null;
  return (
    <RadioCards
      legend="Survives"
      value={draft.availability}
      onChange={onChange}
      options={levels.map((level) => ({
        value: level.level,
        label: level.label,
        detail: level.why === null ? level.detail : `${level.detail}; ${level.why}`,
        disabled: !level.offered,
        note: level.isDefault ? <Tag>default here</Tag> : undefined,
      }))}
    />
  );
}

interface FieldsProps {
  regions: readonly RegionSummary[];
  planned: Planned;
  failedName: string | undefined;
}

function Fields({ regions, planned, failedName }: FieldsProps) {
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
      <Field label="Region">
        {(wiring) => (
          <Select
            {...wiring}
            value={draft.regionId}
            onChange={(event) => change({ regionId: event.target.value })}
          >
            {regions.map((region) => (
              <option key={region.id} value={region.id}>
                {region.name} · {regionPlace(region)} · {region.zones} zones, {region.nodes} nodes
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SizeChoice draft={draft} answer={answer} onChange={(size) => change({ size })} />
      <LevelChoice draft={draft} answer={answer} onChange={(availability) => change({ availability })} />
      <AdvancedPart draft={draft} answer={answer} onChange={change} />
    </>
  );
}

/** One screen, good defaults, the placement plan always beside it. */
export function CreateForm({ org, regions, regionId }: CreateFormProps) {
  const planned = usePlan(org, regionId);
  const [key] = useState(newKey);
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const { run, pending, failure } = useAction(createDatabaseAction, org);

  const submit = async () => setAccepted(await run({ ...planned.draft, key }));
  if (accepted !== null) return <CreatedPanel org={org} created={accepted} />;
  const reason = reasonAgainst(planned.draft, planned.answer);
  return (
    <div className="grid items-start gap-6 min-[1300px]:grid-cols-[minmax(0,496px)_minmax(0,1fr)]">
      <form
        className="grid gap-4.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === null) void submit();
        }}
      >
        <Fields regions={regions} planned={planned} failedName={failure?.fields["name"]} />
        {failure === null ? null : <ErrorBox title={failure.message}>{failure.next}</ErrorBox>}
        <div>
          <Button kind="primary" type="submit" pending={pending} disabledReason={reason}>
            Create {planned.draft.name}
          </Button>
        </div>
      </form>
      <PlanPanel org={org} {...planned} onChange={planned.change} />
    </div>
  );
}
