"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";

interface CopyButtonProps {
  text: string;
  /** What is copied, for those who cannot see it: "the password of app". */
  what: string;
  size?: "regular" | "small";
}

type Outcome = "idle" | "copied" | "refused";
const WORDS: Record<Outcome, string> = { idle: "Copy", copied: "Copied", refused: "Not allowed" };

/** Copies a text and says whether the browser let it. */
export function CopyButton({ text, what, size = "small" }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>("idle");

  // The word goes back by itself; the timer belongs to the browser.
  useEffect(() => {
    if (outcome === "idle") return undefined;
    const timer = setTimeout(() => setOutcome("idle"), 2000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("refused");
    }
  };

  return (
    <Button
      size={size}
      kind="quiet"
      icon={outcome === "copied" ? "check" : "copy"}
      aria-label={outcome === "idle" ? `Copy ${what}` : undefined}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{WORDS[outcome]}</span>
    </Button>
  );
}
