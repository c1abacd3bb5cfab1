interface PageTitleProps {
  /** From the narrowest to the widest: `["Events", "orders"]`. */
  of: readonly string[];
}

/** Names the tab. React hoists it; Next's own metadata arrive after the page and leave the tab nameless meanwhile. */
export function PageTitle({ of }: PageTitleProps) {
  return <title>{[...of, "Gantry"].join(" · ")}</title>;
}
