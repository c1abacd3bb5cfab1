import type { ComponentPropsWithRef } from "react";
import { inputLook } from "@/components/ui/input-look";

interface TextAreaProps extends ComponentPropsWithRef<"textarea"> {
  mono?: boolean;
}

/** Several lines of text. Give it the wiring of its Field. */
export function TextArea({ mono = false, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      {...rest}
      spellCheck={!mono}
      className={inputLook(mono, `py-2 ${mono ? "text-12 leading-[18px]" : ""} ${className ?? ""}`)}
    />
  );
}
