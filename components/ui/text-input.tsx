import type { ComponentPropsWithRef } from "react";
import { inputLook } from "@/components/ui/input-look";

interface TextInputProps extends ComponentPropsWithRef<"input"> {
  /** For names that exist in a cluster, codes and tokens. */
  mono?: boolean;
}

/** One line of text. Give it the wiring of its Field. */
export function TextInput({ mono = false, className, type = "text", ...rest }: TextInputProps) {
  return (
    <input
      {...rest}
      type={type}
      className={inputLook(mono, `h-8.5 touch:h-11 ${className ?? ""}`)}
      {...(mono ? { autoCapitalize: "off", autoCorrect: "off", spellCheck: false } : {})}
    />
  );
}
