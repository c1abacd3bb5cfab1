import { checked, type Check } from "@/lib/domain/region/check-result";
import { PACK_WORDS } from "@/lib/domain/region/permissions";
import type { WantedAccess } from "@/lib/domain/region/wanted-access";

export interface AccessAnswer extends WantedAccess {
  allowed: boolean;
}

/** What is missing of one resource in one place: a rule of RBAC that would grant it. */
interface Gap extends Pick<WantedAccess, "apiGroup" | "resource" | "namespace"> {
  verbs: string[];
  names: string[];
}

function gapsOf(missing: readonly AccessAnswer[]): Gap[] {
  const groups = Map.groupBy(missing, (each) => [each.namespace, each.apiGroup, each.resource].join(" "));
  return [...groups.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { namespace, apiGroup, resource } = first;
    // A right on all objects holds for the named ones, too.
    const names = all.some((each) => each.name === null) ? [] : all.flatMap((each) => each.name ?? []);
    return [
      {
        namespace,
        apiGroup,
        resource,
        verbs: [...new Set(all.map((each) => each.verb))],
        names: [...new Set(names)],
      },
    ];
  });
}

const placeOf = (gap: Gap): string => (gap.namespace === null ? "ClusterRole" : `Role in ${gap.namespace}`);

function spoken({ verbs, resource, apiGroup, names, namespace }: Gap): string {
  const kind = apiGroup === "" ? resource : `${resource}.${apiGroup}`;
  const named = names.length === 0 ? "" : ` ${names.join(", ")}`;
  return `${verbs.join(", ")} ${kind}${named}${namespace === null ? "" : ` in ${namespace}`}`;
}

function ruleOf({ apiGroup, resource, verbs, names }: Gap): string {
  const named = names.length === 0 ? "" : `, resourceNames: [${names.join(", ")}]`;
  return `- {apiGroups: ["${apiGroup}"], resources: [${resource}], verbs: [${verbs.join(", ")}]${named}}`;
}

/** The missing rules as YAML, under the role that each belongs into. */
function missingRules(gaps: readonly Gap[]): string {
  const places = Map.groupBy(gaps, placeOf);
  return [...places]
    .flatMap(([place, rules]) => [`# ${place}`, "rules:", ...rules.map((gap) => ruleOf(gap))])
    .join("\n");
}

/** P3: every verb and resource of the permission table. Base must be whole; packs are a choice. */
export function checkPermissions(answers: readonly AccessAnswer[]): Check {
  const missing = answers.filter((each) => !each.allowed);
  const result = `${answers.length - missing.length} of ${answers.length} allowed`;
  if (missing.length === 0) return checked("P3", "pass", result);
  const packs = [...new Set(missing.map((each) => each.pack))].filter((pack) => pack !== "base");
  const lost = packs.map(
    (pack) => `Without ${PACK_WORDS[pack].title.toLowerCase()}: ${PACK_WORDS[pack].without}.`,
  );
  const gaps = gapsOf(missing);
  return checked("P3", missing.some((each) => each.pack === "base") ? "fail" : "warn", result, {
    evidence: [...lost, ...gaps.map((gap) => `Missing: ${spoken(gap)}`)],
    fix: { words: "Add the missing rules to the account's roles.", command: missingRules(gaps) },
  });
}
