import { LonePage } from "@/components/people/lone-page";
import { PageTitle } from "@/components/shell/page-title";
import { LinkButton } from "@/components/ui/link-button";

export default function NotFound() {
  return (
    <LonePage>
      <PageTitle of={["Not found"]} />
      <div className="grid justify-items-start gap-3">
        <h1>Nothing is here for you</h1>
        <p className="text-text-2">
          This address leads to nothing, or to something of an organization that you are not a member of.
          Gantry answers both alike.
        </p>
        <LinkButton href="/">To your organization</LinkButton>
      </div>
    </LonePage>
  );
}
