"use client";

import { useId, type ReactNode } from "react";

interface TabChoiceProps<T extends string> {
  /** Read to those who cannot see the group. */
  label: string;
  options: readonly { value: T; label: ReactNode }[];
  value: T;
  onChange: (value: T) => void;
}

/** A choice of forms of one thing, in the head of a block of code. Real radio buttons that look like tabs. */
export function TabChoice<T extends string>({ label, options, value, onChange }: TabChoiceProps<T>) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className="-my-1 flex min-w-0 gap-4 overflow-x-auto [scrollbar-width:none]"
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="relative inline-flex h-8.5 items-center border-b-2 border-transparent whitespace-nowrap text-text-2 hover:text-text-1 has-checked:border-text-1 has-checked:font-strong has-checked:text-text-1 has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-focus touch:h-11"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 m-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
