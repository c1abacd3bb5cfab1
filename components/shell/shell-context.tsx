"use client";

import { createContext, useContext } from "react";
import type { Overview, Viewer } from "@/lib/contract/views";

export interface ShellFacts {
  viewer: Viewer;
  /** Live. */
  overview: Overview;
  openPalette: () => void;
}

const Context = createContext<ShellFacts | null>(null);
export const ShellProvider = Context.Provider;

/** Who looks, in which organization, and the live overview. Throws outside the console's shell. */
export function useShell(): ShellFacts {
  const facts = useContext(Context);
  if (!facts) throw new Error("useShell is for components below the shell of an organization.");
  return facts;
}
