import { Age } from "@/components/ui/age";
import { LinkButton } from "@/components/ui/link-button";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { TONES } from "@/components/ui/tone";
import type { Finding } from "@/lib/contract/views";

/** What needs a person, in the order in which it is handed over: state, because, next, the way to it. */
export function NeedsYou({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="divide-y divide-line">
      {findings.map((finding) => {
        const look = TONES[finding.tone];
        return (
          <li
            key={finding.id}
            className="grid grid-cols-[14px_minmax(0,1fr)] items-start gap-x-2.5 px-3.5 py-2.75 mid:grid-cols-[14px_minmax(0,1fr)_auto]"
          >
            <StatusGlyph shape={look.shape} className={`mt-1 size-3.25 ${look.mark}`} />
            <div className="min-w-0">
              <h3 className="font-strong">
                {finding.subject}: {finding.state}
              </h3>
              {finding.because === null ? null : <p className="mt-px text-text-2">{finding.because}</p>}
              {finding.next === null ? null : <p className="mt-px text-text-2">Next: {finding.next}</p>}
            </div>
            <div className="max-mid:col-start-2 max-mid:mt-2.25 max-mid:flex max-mid:items-center max-mid:gap-3 mid:grid mid:justify-items-end">
              <LinkButton size="small" href={finding.href} aria-label={`Open ${finding.subject}`}>
                Open
              </LinkButton>
              {finding.since === null ? null : (
                <span className="block text-12 text-text-3 mid:mt-1.25">
                  <Age at={finding.since} kind="for" />
                </span>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
