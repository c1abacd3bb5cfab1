"use client";

import { useSearchParams } from "next/navigation";

export interface QueryParts {
  get: (name: string) => string | null;
  /** The address with one part changed; null takes it away. */
  hrefOf: (name: string, value: string | null) => string;
  /** Changes the address in place, at once, without asking the server. A new entry of the history lets Back undo it. */
  set: (name: string, value: string | null, entry: "new" | "same") => void;
}

/** The parts of the address behind `base`: what is chosen on a page is in its URL, so that a link shows it. */
export function useQueryParts(base: string): QueryParts {
  const current = useSearchParams();
  const hrefOf = (name: string, value: string | null): string => {
    const query = new URLSearchParams(current);
    if (value === null) query.delete(name);
    else query.set(name, value);
    const text = query.toString();
    return text === "" ? base : `${base}?${text}`;
  };
  return {
    get: (name) => current.get(name),
    hrefOf,
    set(name, value, entry) {
      const href = hrefOf(name, value);
      if (entry === "new") window.history.pushState(null, "", href);
      else window.history.replaceState(null, "", href);
    },
  };
}
