import { redirect } from "next/navigation";
import { currentUser } from "@/lib/auth/actor";
import { paths } from "@/lib/client/paths";
import { needsSetUp } from "@/lib/services/people/set-up";

export default async function StartPage() {
  const user = await currentUser();
  const first = user?.organizations[0];
  if (first) redirect(paths.overview(first.slug));
  redirect((await needsSetUp()) ? paths.setUp() : paths.signIn());
}
