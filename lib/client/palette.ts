/** What the palette offers and in which order: pure, so that it can be tested without a browser. */
import type { Overview, Viewer } from "@/lib/contract/views";
import { paths } from "@/lib/client/paths";
import { SECTION, SECTIONS } from "@/lib/client/sections";
import { can, whoMay, type Verb } from "@/lib/domain/roles";

export interface PaletteItem {
  id: string;
  kind: "act" | "database" | "region" | "operation" | "page" | "organization";
  label: string;
  /** In grey after the label. */
  detail: string;
  href: string;
  /** Why it is off for this person; null when it may be done. */
  off: string | null;
}

const KIND_WORDS: Record<PaletteItem["kind"], string> = {
  act: "Act",
  database: "Database",
  region: "Region",
  operation: "Operation",
  page: "Page",
  organization: "Organization",
};

/** The word that stands at the end of an item's line. */
export function kindWord(kind: PaletteItem["kind"]): string {
  return KIND_WORDS[kind];
}

function actions(viewer: Viewer): PaletteItem[] {
  const org = viewer.organization.slug;
  const act = (id: string, label: string, detail: string, href: string, verb: Verb): PaletteItem => ({
    id,
    kind: "act",
    label,
    detail,
    href,
    off: can(viewer.role, verb) ? null : `Not with the role ${viewer.role}. Ask ${whoMay(verb)}.`,
  });
  return [
    act("create", "Create database", "size, zones, plan", paths.createDatabase(org), "database.create"),
    act("register", "Register a region", "a cluster of yours", paths.registerRegion(org), "region.register"),
    act(
      "organization",
      "Create organization",
      "its own regions and people",
      paths.createOrganization(org),
      "organization.create",
    ),
  ];
}

/** Everything that can be reached from here by this person. */
export function paletteItems(viewer: Viewer, overview: Overview): PaletteItem[] {
  const org = viewer.organization.slug;
  return [
    ...overview.databases.map((database): PaletteItem => ({
      id: database.id,
      kind: "database",
      label: database.name,
      detail: `${database.regionName} · ${database.health.sentence}`,
      href: paths.database(org, database.id),
      off: null,
    })),
    ...overview.regions.map((region): PaletteItem => ({
      id: region.id,
      kind: "region",
      label: region.name,
      detail: region.clusterName,
      href: paths.region(org, region.id),
      off: null,
    })),
    ...actions(viewer),
    ...SECTIONS.map((section): PaletteItem => ({
      id: `page-${section}`,
      kind: "page",
      label: SECTION[section].label,
      detail: `g ${SECTION[section].key}`,
      href: SECTION[section].href(org),
      off: null,
    })),
    ...overview.operations.map((operation): PaletteItem => ({
      id: operation.id,
      kind: "operation",
      label: operation.title,
      detail: operation.regionName ?? "",
      href: paths.operation(org, operation.id),
      off: null,
    })),
    ...viewer.organizations
      .filter((each) => each.slug !== org)
      .map((each): PaletteItem => ({
        id: `org-${each.slug}`,
        kind: "organization",
        label: each.name,
        detail: "switch to it",
        href: paths.overview(each.slug),
        off: null,
      })),
  ];
}

/** 0 the label begins with the word, 1 a word of the label does, 2 it is inside, 3 only the detail has it, else null. */
function rankOf(item: PaletteItem, word: string): number | null {
  const label = item.label.toLowerCase();
  if (label.startsWith(word)) return 0;
  if (label.split(/[\s-]+/).some((part) => part.startsWith(word))) return 1;
  if (label.includes(word)) return 2;
  return `${item.detail} ${KIND_WORDS[item.kind]}`.toLowerCase().includes(word) ? 3 : null;
}

/** The items that hold every word of the query, best first; all of them for an empty query. */
export function searchPalette(items: readonly PaletteItem[], query: string): PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = items.flatMap((item) => {
    const ranks = words.map((word) => rankOf(item, word));
    return ranks.includes(null)
      ? []
      : [{ item, rank: ranks.reduce<number>((sum, rank) => sum + (rank ?? 0), 0) }];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map((each) => each.item);
}
