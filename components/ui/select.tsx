import type { ComponentPropsWithRef } from "react";
import { Icon } from "@/components/ui/icon";
import { inputLook } from "@/components/ui/input-look";

/** The browser's own select in our look. For up to four choices show them instead (RadioCards, Segmented). */
export function Select({ className, children, ...rest }: ComponentPropsWithRef<"select">) {
  return (
    <span className="relative block">
      <select
        {...rest}
        className={inputLook(false, `h-8.5 appearance-none pr-8 text-ellipsis touch:h-11 ${className ?? ""}`)}
      >
        {children}
      </select>
      <Icon
        name="down"
        className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-text-2"
      />
    </span>
  );
}
