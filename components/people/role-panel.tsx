import { leastRole, VERB_WORDS } from "@/components/people/role-words";
import { Panel } from "@/components/ui/panel";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { Table, Td, Th } from "@/components/ui/table";
import { can, PERMISSIONS, ROLES, type Role, type Verb } from "@/lib/domain/roles";

const isVerb = (name: string): name is Verb => Object.hasOwn(PERMISSIONS, name);
const VERBS = Object.keys(PERMISSIONS)
  .filter(isVerb)
  .filter((verb) => VERB_WORDS[verb] !== null);

/** What each role may do, from the table that also decides it. */
export function RolePanel({ role }: { role: Role }) {
  return (
    <Panel title="Roles" note={`yours is ${role}`}>
      <Table
        caption="What each role may do"
        head={
          <tr>
            <Th>May</Th>
            {ROLES.map((each) => (
              <Th key={each} className="text-center">
                {each}
              </Th>
            ))}
          </tr>
        }
      >
        {VERBS.toSorted((a, b) => ROLES.indexOf(leastRole(a)) - ROLES.indexOf(leastRole(b))).map((verb) => (
          <tr key={verb}>
            <Td>{VERB_WORDS[verb]}</Td>
            {ROLES.map((each) => (
              <Td key={each} className={each === role ? "bg-hover" : ""}>
                <span className="grid h-4.5 place-items-center">
                  {can(each, verb) ? (
                    <StatusGlyph shape="check" className="text-unknown-mark" label="yes" />
                  ) : (
                    <span className="sr-only">no</span>
                  )}
                </span>
              </Td>
            ))}
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
