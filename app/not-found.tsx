import type { Metadata } from "next";
import { LonePage } from "@/components/people/lone-page";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <LonePage>
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
