"use client";

import { useId, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export interface RadioCard<T extends string> {
  value: T;
  label: ReactNode;
  /** Lines below the label, in grey. */
  detail?: ReactNode;
  /** At the end of the label's line, for example a tag. */
  note?: ReactNode;
  /** "bad" marks a choice that does not work as asked; it stays choosable. */
  tone?: "plain" | "bad";
  disabled?: boolean;
}

interface RadioCardsProps<T extends string> {
  legend: string;
  /** After the legend, in grey. */
  hint?: ReactNode;
  options: readonly RadioCard<T>[];
  value: T;
  onChange: (value: T) => void;
  /** Rows show a radio mark each; columns stand side by side, two in a row below 760 px. */
  layout?: "rows" | "columns";
  error?: string | undefined;
}

const CARD =
  "relative block bg-panel px-2.5 py-2 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus";
const GOOD = "not-has-checked:hover:bg-hover has-checked:bg-selected";
const RADIO =
  "mt-0.5 size-3.5 appearance-none rounded-[50%] border-[1.5px] border-line-control bg-panel outline-none checked:border-[4.5px] checked:border-accent-fill disabled:border-line-edge touch:size-5 touch:checked:border-[6px]";
const BAD =
  "text-down not-has-checked:hover:bg-hover has-checked:bg-down-soft has-checked:shadow-[inset_0_-2px_0_var(--down-mark)]";

/** Up to five choices with what each means, all in sight. */
export function RadioCards<T extends string>(props: RadioCardsProps<T>) {
  const { legend, hint, options, value, onChange, layout = "rows", error } = props;
  const name = useId();
  const rows = layout === "rows";
  return (
    <fieldset className="min-w-0" aria-describedby={error === undefined ? undefined : `${name}-error`}>
      <legend className="mb-1.25 flex flex-wrap items-baseline gap-x-2 font-strong">
        {legend}
        {hint === undefined ? null : <span className="text-12 font-text text-text-3">{hint}</span>}
      </legend>
      <div
        className={classNames(
          "grid overflow-hidden rounded-control border border-line-control",
          rows
            ? "divide-y divide-line-edge"
            : "grid-cols-2 gap-px bg-line-edge mid:auto-cols-fr mid:grid-flow-col mid:grid-cols-none",
        )}
      >
        {options.map((option) => (
          <label
            key={option.value}
            className={classNames(
              CARD,
              rows && "grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 touch:min-h-11",
              option.tone === "bad" ? BAD : GOOD,
              option.tone !== "bad" && !rows && "has-checked:shadow-[inset_0_-2px_0_var(--accent)]",
              option.disabled === true && "text-text-3",
            )}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              disabled={option.disabled ?? false}
              onChange={() => onChange(option.value)}
              className={rows ? RADIO : "absolute inset-0 m-0 cursor-pointer opacity-0"}
            />
            <span className="grid min-w-0">
              <span className="flex items-start justify-between gap-2">
                <span className={rows ? "" : "font-strong"}>{option.label}</span>
                {option.note}
              </span>
              {option.detail === undefined ? null : (
                <span className={classNames("text-12", option.tone === "bad" ? "text-down" : "text-text-3")}>
                  {option.detail}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
      {error === undefined ? null : (
        <p id={`${name}-error`} role="alert" className="mt-1.25 text-12 text-down">
          {error}
        </p>
      )}
    </fieldset>
  );
}
