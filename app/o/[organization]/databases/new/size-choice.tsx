"use client";

import { RadioCards } from "@/components/ui/radio-cards";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";
import { SIZE_NAMES, SIZES, tabletAsk } from "@/lib/domain/database/sizes";
import { formatBytes, formatCpu } from "@/lib/domain/format";

interface SizeChoiceProps {
  draft: DatabaseDraft;
  answer: PlanAnswer | null;
  onChange: (size: DatabaseDraft["size"]) => void;
}

/** What each size asks for, before the region has said which of them fit. */
const UNJUDGED: PlanAnswer["sizes"] = SIZE_NAMES.map((size) => ({
  size,
  label: SIZES[size].label,
  ...tabletAsk(size),
  storageBytes: SIZES[size].defaultStorageBytes,
  fits: true,
  why: null,
}));

/** The sizes with what each asks for; one that finds no room says so before it is chosen. */
export function SizeChoice({ draft, answer, onChange }: SizeChoiceProps) {
  return (
    <RadioCards
      legend="Size of each tablet"
      hint="as requests, on real node shapes here"
      layout="columns"
      value={draft.size}
      onChange={onChange}
      options={(answer?.sizes ?? UNJUDGED).map((size) => {
        const bad = !size.fits && size.size === draft.size;
        return {
          value: size.size,
          label: (
            <span className={size.fits || bad ? "flex items-center gap-1.5" : "text-text-3"}>
              {size.label}
              {bad ? <StatusGlyph shape="cross" className="text-down-mark" /> : null}
            </span>
          ),
          tone: bad ? ("bad" as const) : ("plain" as const),
          detail: (
            <>
              <span className="block">
                {formatCpu(size.cpuMilli)} · {formatBytes(size.memoryBytes)}
              </span>
              <span className="block">{size.why ?? `${formatBytes(size.storageBytes)} disk`}</span>
            </>
          ),
        };
      })}
    />
  );
}
