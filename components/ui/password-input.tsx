"use client";

import { useState, type ComponentPropsWithRef } from "react";
import { TextInput } from "@/components/ui/text-input";

/** A password that its owner may look at while typing. */
export function PasswordInput(props: Omit<ComponentPropsWithRef<"input">, "type">) {
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <TextInput
        {...props}
        type={shown ? "text" : "password"}
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        className="pr-16"
      />
      <button
        type="button"
        aria-pressed={shown}
        aria-label="Show the password"
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 px-2.5 text-12 text-accent hover:underline focus-visible:-outline-offset-4"
      >
        {shown ? "Hide" : "Show"}
      </button>
    </span>
  );
}
