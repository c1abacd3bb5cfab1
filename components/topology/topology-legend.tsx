import { RoleGlyph } from "@/components/ui/role-glyph";
import { formatDuration } from "@/lib/domain/format";

const KEY = [
  { role: "primary", words: "primary" },
  { role: "replica", words: "replica" },
  { role: "rdonly", words: "read-only" },
  { role: "vtgate", words: "vtgate" },
  { role: "etcd", words: "topology server" },
] as const;

/** What the glyphs mean and how old a number may be. */
export function TopologyLegend({ sampleEveryMs }: { sampleEveryMs: number | null }) {
  return (
    <div className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-12 text-text-3 max-mid:hidden">
      {KEY.map((each) => (
        <span key={each.role} className="inline-flex items-center gap-1.25">
          <RoleGlyph role={each.role} />
          {each.words}
        </span>
      ))}
      <span className="ml-auto">
        Number on an edge: seconds behind the primary
        {sampleEveryMs === null ? ", not sampled yet" : `, sampled every ${formatDuration(sampleEveryMs)}`}
      </span>
    </div>
  );
}
