import { useId, type ReactNode } from "react";
import { StatusGlyph } from "@/components/ui/status-glyph";

/** What the input of a field must carry to be tied to its label, hint and error. */
export interface FieldWiring {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

interface FieldProps {
  label: string;
  /** After the label, in grey: what it is for. */
  hint?: ReactNode;
  /** Below the input: what follows from it. */
  note?: ReactNode;
  error?: string | undefined;
  children: (wiring: FieldWiring) => ReactNode;
}

/** Label above, hint after the label, the input, then the error or the note. */
export function Field({ label, hint, note, error, children }: FieldProps) {
  const id = useId();
  const failed = error !== undefined && error !== "";
  const described = [
    hint === undefined ? null : `${id}-hint`,
    failed ? `${id}-error` : null,
    note === undefined ? null : `${id}-note`,
  ].filter((part) => part !== null);
  return (
    <div className="grid content-start gap-1.25">
      <span className="flex flex-wrap items-baseline gap-x-2">
        <label htmlFor={id} className="font-strong">
          {label}
        </label>
        {hint === undefined ? null : (
          <span id={`${id}-hint`} className="text-12 text-text-3">
            {hint}
          </span>
        )}
      </span>
      {children({
        id,
        ...(described.length > 0 ? { "aria-describedby": described.join(" ") } : {}),
        ...(failed ? { "aria-invalid": true } : {}),
      })}
      {failed ? (
        <span id={`${id}-error`} role="alert" className="flex items-start gap-1.5 text-12 text-down">
          <StatusGlyph shape="cross" className="mt-0.5 text-down-mark" />
          {error}
        </span>
      ) : null}
      {note === undefined ? null : (
        <span id={`${id}-note`} className="text-12 text-text-3">
          {note}
        </span>
      )}
    </div>
  );
}
