import { classNames } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";

interface CopyLineProps {
  text: string;
  what: string;
  /** Larger letters, for a password. */
  large?: boolean;
}

/** One string that people take elsewhere, with its copy button. */
export function CopyLine({ text, what, large = false }: CopyLineProps) {
  return (
    <div className="flex min-h-9.5 items-center gap-2 rounded-control border border-line-control bg-sunken py-1.5 pr-1.5 pl-2.5">
      <code className={classNames("min-w-0 flex-1 wrap-anywhere", large && "text-14 tracking-normal")}>
        {text}
      </code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
