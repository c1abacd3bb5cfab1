import type { ReactNode } from "react";
import { Logo } from "@/components/ui/logo";

/** A page without navigation: the brand and one column. */
export function LonePage({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto grid max-w-[544px] content-start gap-7 px-6 pt-10 pb-14 max-mid:px-4 max-mid:pt-5.5">
      <div className="flex items-center gap-2.25 text-14 font-head">
        <Logo className="size-5.5" />
        Gantry
      </div>
      {children}
    </main>
  );
}
