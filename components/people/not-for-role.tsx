import { VERB_WORDS } from "@/components/people/role-words";
import { Empty } from "@/components/ui/empty";
import { Panel } from "@/components/ui/panel";
import { whoMay, type Role, type Verb } from "@/lib/domain/roles";

/** In the place of a page that this person's role does not open: what it would be, and whom to ask. */
export function NotForRole({ role, verb }: { role: Role; verb: Verb }) {
  return (
    <Panel title="Not with your role">
      <Empty
        title={`The role ${role} may not ${VERB_WORDS[verb] ?? "do this"}.`}
        gain={`Ask ${whoMay(verb)} of this organization.`}
      />
    </Panel>
  );
}
