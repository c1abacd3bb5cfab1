import { redirect } from "next/navigation";
import { LonePage } from "@/components/people/lone-page";
import { SignInForm } from "@/components/people/sign-in-form";
import { PageTitle } from "@/components/shell/page-title";
import { SignOutButton } from "@/components/shell/sign-out-button";
import { currentUser } from "@/lib/auth/actor";
import { paths } from "@/lib/client/paths";
import { returnPath } from "@/lib/client/return-path";
import { needsSetUp } from "@/lib/services/people/set-up";

interface PageProps {
  searchParams: Promise<{ to?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: PageProps) {
  const [{ to }, user, first] = await Promise.all([searchParams, currentUser(), needsSetUp()]);
  if (first) redirect(paths.setUp());
  if (user?.organizations[0]) redirect(returnPath(to));
  if (user) {
    return (
      <LonePage>
        <PageTitle of={["Sign in"]} />
        <div className="grid gap-2">
          <h1>No organization is open to you</h1>
          <p className="text-text-2">
            You are signed in as {user.email}, and no organization has you as a member. Ask an owner of one.
          </p>
          <SignOutButton className="justify-self-start touch:min-h-11" />
        </div>
      </LonePage>
    );
  }
  return (
    <LonePage>
      <PageTitle of={["Sign in"]} />
      <div className="grid max-w-[360px] gap-5 max-mid:max-w-none">
        <h1>Sign in to this Gantry</h1>
        <SignInForm to={returnPath(to)} />
        <p className="text-12 text-text-3">
          No account, or a lost password: an owner or admin of your organization helps.
        </p>
      </div>
    </LonePage>
  );
}
