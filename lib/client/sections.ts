import { paths } from "@/lib/client/paths";

export const SECTIONS = ["overview", "databases", "regions", "operations", "needs-you", "settings"] as const;
export type Section = (typeof SECTIONS)[number];

interface SectionEntry {
  label: string;
  /** Second key after `g`. */
  key: string;
  href: (org: string) => string;
}

export const SECTION: Record<Section, SectionEntry> = {
  overview: { label: "Overview", key: "o", href: paths.overview },
  databases: { label: "Databases", key: "d", href: paths.databases },
  regions: { label: "Regions", key: "r", href: paths.regions },
  operations: { label: "Operations", key: "p", href: paths.operations },
  "needs-you": { label: "Needs you", key: "n", href: paths.needsYou },
  settings: { label: "Settings", key: "s", href: paths.settings },
};

/** The section that an address below an organization belongs to; null for none. */
export function sectionOf(pathname: string, org: string): Section | null {
  if (pathname === paths.overview(org)) return "overview";
  const found = SECTIONS.find((section) => {
    if (section === "overview") return false;
    const href = SECTION[section].href(org);
    return pathname === href || pathname.startsWith(`${href}/`);
  });
  return found ?? null;
}
