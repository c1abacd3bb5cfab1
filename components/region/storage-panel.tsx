import { Panel } from "@/components/ui/panel";
import { StatusLine } from "@/components/ui/status-line";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import type { StorageClassView } from "@/lib/contract/views";

/** Storage classes with what each can do and whether it is good for a database. */
export function StoragePanel({ classes }: { classes: readonly StorageClassView[] }) {
  return (
    <Panel title="Storage classes" note={classes.length}>
      {classes.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">
          No storage class: a database would wait for its disks for ever.
        </p>
      ) : (
        <Table
          caption="Storage classes"
          head={
            <tr>
              <Th>Class</Th>
              <Th className="max-mid:hidden">What it can do</Th>
              <Th>Verdict</Th>
            </tr>
          }
        >
          {classes.map((storage) => (
            <tr key={storage.name}>
              <Td>
                <span className="mono font-strong wrap-anywhere">{storage.name}</span>
                <Sub className="wrap-anywhere">{storage.provisioner}</Sub>
              </Td>
              <Td className="max-mid:hidden">
                <span className="flex flex-wrap gap-1">
                  {storage.badges.map((badge) => (
                    <Tag key={badge.label} tone={badge.tone}>
                      {badge.label}
                    </Tag>
                  ))}
                </span>
              </Td>
              <Td>
                <StatusLine tone={storage.tone}>{storage.verdict}</StatusLine>
              </Td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
