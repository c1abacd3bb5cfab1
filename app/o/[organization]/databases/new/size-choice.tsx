"use client";

import { RadioCards } from "@/components/ui/radio-cards";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";
import { formatBytes, formatCpu } from "@/lib/domain/format";

interface SizeChoiceProps {
  draft: DatabaseDraft;
  answer: PlanAnswer | null;
  onChange: (size: DatabaseDraft["size"]) => void;
}

/** The sizes with what each asks for; one that finds no room says so before it is chosen. */
export function SizeChoice({ draft, answer, onChange }: SizeChoiceProps) {
  if (answer === null) return null;
  return (
    <RadioCards
      legend="Size of each tablet"
      hint="as requests, on real node shapes here"
      layout="columns"
      value={draft.size}
      onChange={onChange}
      options={answer.sizes.map((size) => ({
        value: size.size,
        label: (
          <span className="flex items-center gap-1.5">
            {size.label}
            {size.fits || size.size !== draft.size ? null : (
              <StatusGlyph shape="cross" className="text-down-mark" />
            )}
          </span>
        ),
        tone: size.fits || size.size !== draft.size ? ("plain" as const) : ("bad" as const),
        detail: (
          <>
            <span className="block">
              {formatCpu(size.cpuMilli)} · {formatBytes(size.memoryBytes)}
            </span>
            <span className="block">{size.why ?? `${formatBytes(size.storageBytes)} disk`}</span>
          </>
        ),
      }))}
    />
  );
}
