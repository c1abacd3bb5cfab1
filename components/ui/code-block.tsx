import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";

interface CodeBlockProps {
  text: string;
  /** What it is: "the manifest". Also names the scrolling region. */
  what: string;
  /** Head of the block; without it the copy button stands beside the text. */
  title?: ReactNode;
  /** Long lines wrap instead of scrolling. */
  wrap?: boolean;
  className?: string;
}

/** Code, YAML or commands. It scrolls by itself, the page never sideways. */
export function CodeBlock({ text, what, title, wrap = false, className }: CodeBlockProps) {
  const copy = <CopyButton text={text} what={what} />;
  return (
    <div
      className={classNames("overflow-hidden rounded-control border border-line-edge bg-sunken", className)}
    >
      {title === undefined ? null : (
        <div className="flex min-h-8.5 items-center justify-between gap-3 border-b border-line-edge bg-panel py-1 pr-1.5 pl-3 text-12 text-text-2">
          {title}
          {copy}
        </div>
      )}
      <div className="flex items-start max-mid:flex-col-reverse max-mid:items-stretch">
        {/* A part that scrolls must be reachable by keyboard. */}
        <section
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label={what}
          className="max-h-[32rem] min-w-0 overflow-auto mid:flex-1 [scrollbar-width:thin] focus-visible:-outline-offset-2"
        >
          <pre
            className={classNames(
              "w-fit min-w-full px-3 py-2.5 leading-[18px] [tab-size:2]",
              wrap && "wrap-anywhere whitespace-pre-wrap",
            )}
          >
            {text}
          </pre>
        </section>
        {title === undefined ? <span className="flex-none p-1.5 max-mid:self-end">{copy}</span> : null}
      </div>
    </div>
  );
}
