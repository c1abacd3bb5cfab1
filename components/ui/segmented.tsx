"use client";

import { useId, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

export interface SegmentOption<T extends string> {
  value: T;
  label: ReactNode;
  disabled?: boolean;
}

interface SegmentedProps<T extends string> {
  /** Read to those who cannot see the group. */
  label: string;
  options: readonly SegmentOption<T>[];
  value: T;
  onChange: (value: T) => void;
  /** Long words stand below each other on a phone. */
  stacks?: boolean;
}

/** A choice of two to five short words, all in sight. Real radio buttons: arrows move, one tab stop. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, options, value, onChange, stacks = false } = props;
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={classNames(
        "inline-flex w-fit overflow-hidden rounded-control border border-line-control",
        stacks && "max-mid:grid max-mid:w-full",
      )}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className={classNames(
            "relative inline-flex h-7 items-center gap-1.5 border-l border-line-edge bg-panel px-2.5 whitespace-nowrap text-text-2 first:border-l-0 has-checked:bg-selected has-checked:font-strong has-checked:text-text-1 has-checked:shadow-[inset_0_-2px_0_var(--accent)] has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus has-disabled:text-text-3 touch:h-11",
            stacks && "max-mid:not-first:border-t max-mid:border-l-0",
          )}
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled ?? false}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 m-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
