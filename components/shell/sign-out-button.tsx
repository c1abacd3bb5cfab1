"use client";

import { signOut } from "next-auth/react";
import { useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { paths } from "@/lib/client/paths";

/** Ends the session row; its cookie is worth nothing afterwards. */
export function SignOutButton({ className }: { className?: string }) {
  const [leaving, setLeaving] = useState(false);
  return (
    <button
      type="button"
      disabled={leaving}
      onClick={() => {
        setLeaving(true);
        void signOut({ callbackUrl: paths.signIn() });
      }}
      className={classNames("text-accent hover:underline disabled:text-text-3", className)}
    >
      {leaving ? "Signing out" : "Sign out"}
    </button>
  );
}
