"use client";

import { useState, type ReactNode } from "react";

interface SettleProps {
  /** Tells one value from the next. */
  value: string | number | null;
  children: ReactNode;
}

/** A figure that says when it changed: a short cross-fade, or an underline for 3 s where motion is unwanted. */
export function Settle({ value, children }: SettleProps) {
  const [first] = useState(value);
  const [changed, setChanged] = useState(false);
  if (!changed && value !== first) setChanged(true);
  return (
    <span key={String(value)} className={changed ? "settle" : undefined}>
      {children}
    </span>
  );
}
