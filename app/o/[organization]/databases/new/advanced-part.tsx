"use client";

import { Field } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";
import { countOf } from "@/lib/domain/format";

interface AdvancedPartProps {
  draft: DatabaseDraft;
  answer: PlanAnswer | null;
  onChange: (part: Partial<DatabaseDraft>) => void;
}

function Contents({ draft, answer }: Omit<AdvancedPartProps, "onChange">) {
  const unit = draft.availability === "zone" ? "in each zone" : "in each cell";
  return (
    <>
      1 keyspace, 1 shard · {countOf(draft.vtgatesPerZone, "vtgate")} {unit} · semi-sync · {draft.storageGiB}{" "}
      Gi of {draft.storageClass === "" ? "no class" : draft.storageClass} · reached from inside the cluster
      {answer === null ||
      answer.storage.reason === null ||
      draft.storageClass !== answer.storage.storageClass ? null : (
        <span className="mt-0.5 block text-reduced">
          Storage: {answer.storage.storageClass}, {answer.storage.reason}
        </span>
      )}
    </>
  );
}

const wholeNumber = (text: string): number => (/^\d{1,5}$/.test(text) ? Number(text) : 0);

/** Parts with good defaults: vtgates, storage class and size. Folded they still say what they hold. */
export function AdvancedPart({ draft, answer, onChange }: AdvancedPartProps) {
  return (
    <div className="rounded-panel border border-line-edge bg-panel px-3 py-2.5">
      <Fold
        summary={<b className="text-text-1">Advanced</b>}
        detail={<Contents draft={draft} answer={answer} />}
      >
        <div className="grid gap-3.5 pt-1 mid:grid-cols-2">
          <Field label="vtgates" hint={draft.availability === "zone" ? "in each zone" : "in each cell"}>
            {(wiring) => (
              <Select
                {...wiring}
                value={draft.vtgatesPerZone}
                onChange={(event) => onChange({ vtgatesPerZone: wholeNumber(event.target.value) })}
              >
                {[1, 2, 3, 4, 5, 6, 7, 8].map((count) => (
                  <option key={count} value={count}>
                    {count}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field
            label="Disk of each tablet"
            hint="GiB; it can grow, never shrink"
            error={answer?.fields["storageGiB"]}
          >
            {(wiring) => (
              <TextInput
                {...wiring}
                inputMode="numeric"
                value={draft.storageGiB === 0 ? "" : draft.storageGiB}
                onChange={(event) => onChange({ storageGiB: wholeNumber(event.target.value) })}
              />
            )}
          </Field>
          <div className="mid:col-span-2">
            <Field
              label="Storage class"
              note={answer?.storageClasses.find((each) => each.name === draft.storageClass)?.why ?? undefined}
            >
              {(wiring) => (
                <Select
                  {...wiring}
                  value={draft.storageClass}
                  onChange={(event) => onChange({ storageClass: event.target.value })}
                >
                  {(answer?.storageClasses ?? []).map((storage) => (
                    <option key={storage.name} value={storage.name} disabled={!storage.allowed}>
                      {storage.name}
                      {storage.isDefault ? " (cluster default)" : ""}
                      {storage.allowed ? "" : " (not for databases here)"}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </div>
        </div>
      </Fold>
    </div>
  );
}
