import { useId, type ComponentPropsWithRef, type ReactNode } from "react";
import { buttonLook, type ButtonKind, type ButtonSize } from "@/components/ui/button-look";
import { Icon, type IconName } from "@/components/ui/icon";
import { StatusGlyph } from "@/components/ui/status-glyph";

export interface ButtonProps extends ComponentPropsWithRef<"button"> {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: IconName;
  /** Why it is off. The reason stands beside the button; null or absent leaves it on. */
  disabledReason?: ReactNode;
  /** The action runs: the button is off and says so with the arc. */
  pending?: boolean;
}

/** A button. It is never off without a reason in words. */
export function Button({
  kind = "secondary",
  size = "regular",
  icon,
  disabledReason = null,
  pending = false,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  const reasonId = useId();
  const off = disabledReason !== null && disabledReason !== undefined && disabledReason !== "";
  const button = (
    <button
      {...rest}
      type={type === "submit" ? "submit" : "button"}
      disabled={off || pending || rest.disabled === true}
      aria-busy={pending ? true : undefined}
      aria-describedby={off ? reasonId : rest["aria-describedby"]}
      className={buttonLook(kind, size, className)}
    >
      {pending ? <StatusGlyph shape="arc" className="animate-breathe" /> : null}
      {icon !== undefined && !pending ? <Icon name={icon} /> : null}
      {children}
    </button>
  );
  if (!off) return button;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      {button}
      <span id={reasonId} className="text-12 text-text-3">
        {typeof disabledReason === "string" ? `Off: ${disabledReason}` : disabledReason}
      </span>
    </span>
  );
}
