import { useId, type ComponentPropsWithRef, type ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";

interface CheckboxProps extends Omit<ComponentPropsWithRef<"input">, "type"> {
  label: ReactNode;
  /** What it does, or what is lost without it. */
  detail?: ReactNode;
}

/** A box with its words; the whole row can be pressed. */
export function Checkbox({ label, detail, className, ...rest }: CheckboxProps) {
  const detailId = useId();
  return (
    <label className={classNames("flex items-start gap-2 touch:min-h-11 touch:py-2.5", className)}>
      <input
        {...rest}
        type="checkbox"
        aria-describedby={detail === undefined ? rest["aria-describedby"] : detailId}
        className="mt-0.5 size-3.5 flex-none accent-accent-fill touch:mt-0 touch:size-5"
      />
      <span className="grid min-w-0">
        <span>{label}</span>
        {detail === undefined ? null : (
          <span id={detailId} className="text-12 text-text-3">
            {detail}
          </span>
        )}
      </span>
    </label>
  );
}
