"use client";

import { signOut } from "next-auth/react";
import { useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { useLiveSession } from "@/lib/client/live-provider";
import { paths } from "@/lib/client/paths";

/** Ends the session row; its cookie is worth nothing afterwards, and the other tabs of this browser leave too. */
export function SignOutButton({ className }: { className?: string }) {
  const [leaving, setLeaving] = useState(false);
  const session = useLiveSession();

  async function leave(): Promise<void> {
    setLeaving(true);
    await signOut({ redirect: false });
    session?.sayGoodbye();
    window.location.assign(paths.signIn());
  }

  return (
    <button
      type="button"
      disabled={leaving}
      onClick={() => void leave()}
      className={classNames("text-accent hover:underline disabled:text-text-3", className)}
    >
      {leaving ? "Signing out" : "Sign out"}
    </button>
  );
}
