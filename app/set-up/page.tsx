import { redirect } from "next/navigation";
import { instanceFacts } from "./instance-facts";
import { InstancePanel } from "./instance-panel";
import { SetUpForm } from "./set-up-form";
import { PageTitle } from "@/components/shell/page-title";
import { Logo } from "@/components/ui/logo";
import { paths } from "@/lib/client/paths";
import { needsSetUp } from "@/lib/services/people/set-up";

interface PageProps {
  searchParams: Promise<{ code?: string | string[] }>;
}

export default async function SetUpPage({ searchParams }: PageProps) {
  const { code } = await searchParams;
  if (!(await needsSetUp())) redirect(paths.signIn());
  const facts = await instanceFacts();
  return (
    <>
      <PageTitle of={["Set up"]} />
      <main className="mx-auto grid max-w-[1000px] content-start items-start gap-x-10 gap-y-7 px-6 pt-10 pb-14 max-mid:px-4 max-mid:pt-5.5 max-mid:pb-7.5 desk:grid-cols-[496px_minmax(0,1fr)]">
        <div className="flex items-center gap-2.25 text-14 font-head desk:col-span-2">
          <Logo className="size-5.5" />
          Gantry
        </div>
        <div className="desk:col-span-2 desk:-mb-2.5">
          <h1>Set up this Gantry</h1>
          <p className="mt-0.5 text-text-2">One page, once. Whoever finishes it owns this Gantry.</p>
        </div>
        <SetUpForm code={typeof code === "string" ? code : ""} />
        <InstancePanel facts={facts} />
      </main>
    </>
  );
}
