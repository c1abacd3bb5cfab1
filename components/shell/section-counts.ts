import type { IconName } from "@/components/ui/icon";
import type { Section } from "@/lib/client/sections";
import type { Overview } from "@/lib/contract/views";

export const SECTION_ICON: Record<Section, IconName> = {
  overview: "overview",
  databases: "databases",
  regions: "regions",
  operations: "operations",
  "needs-you": "alerts",
  settings: "settings",
};

/** What stands beside a section: how many there are, or how many wait for a person. Null says nothing. */
export function sectionCount(section: Section, overview: Overview): number | null {
  switch (section) {
    case "databases":
      return overview.databases.length || null;
    case "regions":
      return overview.regions.length || null;
    case "operations":
      return overview.operations.filter((operation) => operation.endedAt === null).length || null;
    case "needs-you":
      return overview.findings.length || null;
    case "overview":
    case "settings":
      return null;
  }
}
