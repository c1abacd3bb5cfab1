import { Panel } from "@/components/ui/panel";
import { StatusLine } from "@/components/ui/status-line";
import { Table, Td, Th } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { StorageClassView } from "@/lib/contract/views";

const RANK: Record<StorageClassView["tone"], number> = { serving: 0, reduced: 1, down: 2 };

function Name({ storage }: { storage: StorageClassView }) {
  return (
    <>
      <span className="mono block font-strong wrap-anywhere">{storage.name}</span>
      <span className="block text-12 text-text-3 wrap-anywhere">{storage.provisioner}</span>
    </>
  );
}

function Badges({ storage }: { storage: StorageClassView }) {
  return (
    <span className="flex flex-wrap gap-1">
      {storage.badges.map((badge) => (
        <Tag key={badge.label} tone={badge.tone}>
          {badge.label}
        </Tag>
      ))}
    </span>
  );
}

function Wide({ classes }: { classes: readonly StorageClassView[] }) {
  return (
    <Table
      className="max-mid:hidden"
      caption="Storage classes"
      head={
        <tr>
          <Th className="w-[27%]">Class</Th>
          <Th>What it can do</Th>
          <Th className="w-[33%]">Verdict</Th>
        </tr>
      }
    >
      {classes.map((storage) => (
        <tr key={storage.name}>
          <Td>
            <Name storage={storage} />
          </Td>
          <Td>
            <Badges storage={storage} />
          </Td>
          <Td>
            <StatusLine tone={storage.tone}>{storage.verdict}</StatusLine>
          </Td>
        </tr>
      ))}
    </Table>
  );
}

function Narrow({ classes }: { classes: readonly StorageClassView[] }) {
  return (
    <ul className="divide-y divide-line mid:hidden">
      {classes.map((storage) => (
        <li key={storage.name} className="grid gap-1.5 px-3.5 py-2.75">
          <div>
            <Name storage={storage} />
          </div>
          <Badges storage={storage} />
          <StatusLine tone={storage.tone}>{storage.verdict}</StatusLine>
        </li>
      ))}
    </ul>
  );
}

/** Storage classes with what each can do and whether it is good for a database; the ones that are come first. */
export function StoragePanel({ classes }: { classes: readonly StorageClassView[] }) {
  const ordered = classes.toSorted((a, b) => RANK[a.tone] - RANK[b.tone]);
  return (
    <Panel title="Storage classes" note={classes.length}>
      {classes.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">
          No storage class: a database would wait for its disks for ever.
        </p>
      ) : (
        <>
          <Wide classes={ordered} />
          <Narrow classes={ordered} />
        </>
      )}
    </Panel>
  );
}
