import Link from "next/link";
import type { ComponentProps } from "react";
import { buttonLook, type ButtonKind, type ButtonSize } from "@/components/ui/button-look";
import { Icon, type IconName } from "@/components/ui/icon";
import { LinkPending } from "@/components/ui/link-pending";

interface LinkButtonProps extends ComponentProps<typeof Link> {
  kind?: ButtonKind;
  size?: ButtonSize;
  icon?: IconName;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function LinkButton({
  kind = "secondary",
  size = "regular",
  icon,
  className,
  children,
  ...rest
}: LinkButtonProps) {
  return (
    <Link {...rest} className={buttonLook(kind, size, className)}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      <LinkPending />
    </Link>
  );
}
