import { StatusGlyph, type GlyphShape } from "@/components/ui/status-glyph";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import type { InstallObject } from "@/lib/contract/views";

const LOOKS: Record<InstallObject["state"], { shape: GlyphShape; mark: string; words: string }> = {
  waiting: { shape: "ring", mark: "text-text-3", words: "to come" },
  "dry-run-ok": { shape: "check", mark: "text-text-3", words: "dry run accepted" },
  applied: { shape: "check", mark: "text-text-3", words: "applied" },
  refused: { shape: "cross", mark: "text-down-mark", words: "refused" },
};

/** Every object of an installation with where it goes and how far it is. */
export function InstallObjects({ objects }: { objects: readonly InstallObject[] }) {
  return (
    <Table
      caption="Objects of the installation"
      head={
        <tr>
          <Th>Kind</Th>
          <Th className="max-mid:hidden">Name</Th>
          <Th className="max-mid:hidden">Namespace</Th>
          <Th>State</Th>
        </tr>
      }
    >
      {objects.map((object) => {
        const look = LOOKS[object.state];
        return (
          <tr key={`${object.kind} ${object.namespace ?? ""} ${object.name}`}>
            <Td className="py-1.25!">
              {object.kind}
              <Sub className="mid:hidden">
                <span className="mono wrap-anywhere">{object.name}</span>
              </Sub>
            </Td>
            <Td className="py-1.25! max-mid:hidden">
              <span className="mono wrap-anywhere">{object.name}</span>
            </Td>
            <Td className="py-1.25! max-mid:hidden">
              <span className="mono text-text-2">{object.namespace ?? "cluster"}</span>
            </Td>
            <Td className="py-1.25!">
              <span className="inline-flex items-baseline gap-1.5">
                <StatusGlyph shape={look.shape} className={`translate-y-[1.5px] ${look.mark}`} />
                <span className={object.state === "refused" ? "text-down" : undefined}>{look.words}</span>
              </span>
              {object.detail === null ? null : <Sub className="wrap-anywhere">{object.detail}</Sub>}
            </Td>
          </tr>
        );
      })}
    </Table>
  );
}
