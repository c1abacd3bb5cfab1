"use client";

import { RadioCards } from "@/components/ui/radio-cards";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { Tag } from "@/components/ui/tag";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";

interface LevelChoiceProps {
  draft: DatabaseDraft;
  answer: PlanAnswer | null;
  onChange: (level: DatabaseDraft["availability"]) => void;
}

/** What the database survives; a level that this region cannot hold stays in sight, off, with the reason. */
export function LevelChoice({ draft, answer, onChange }: LevelChoiceProps) {
  if (answer === null) return <SkeletonRows words="Reading zones and nodes." rows={3} />;
  return (
    <RadioCards
      legend="Survives"
      value={draft.availability}
      onChange={onChange}
      options={answer.levels.map((level) => ({
        value: level.level,
        label: level.label,
        detail: level.why === null ? level.detail : `${level.detail}; ${level.why}`,
        disabled: !level.offered,
        note: level.isDefault ? <Tag>default here</Tag> : undefined,
      }))}
    />
  );
}
