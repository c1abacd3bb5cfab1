import { Checkbox } from "@/components/ui/checkbox";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { JoinView } from "@/lib/contract/access";

type Pack = JoinView["packs"][number];
type PackName = Exclude<Pack["pack"], "base">;

interface AccountRightsProps {
  packs: readonly Pack[];
  never: readonly string[];
  onToggle: (pack: PackName, chosen: boolean) => void;
  pending: boolean;
}

function Base({ pack }: { pack: Pack }) {
  return (
    <>
      <div className="flex items-baseline justify-between px-4 pt-2.75 pb-1.25">
        <span>
          <b>{pack.title}</b> <span className="text-text-3">always</span>
        </span>
        <span className="text-12 text-text-3">where</span>
      </div>
      <ul className="pb-1">
        {pack.rules.map((rule) => (
          <li
            key={`${rule.words} ${rule.where}`}
            className="grid grid-cols-[14px_minmax(0,1fr)] items-start gap-x-2.5 px-4 py-1 mid:grid-cols-[14px_minmax(0,1fr)_auto]"
          >
            <StatusGlyph shape="check" className="mt-0.75 text-text-3" />
            <span>{rule.words}</span>
            <span className="mono text-text-3 wrap-anywhere max-mid:col-start-2">{rule.where}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What the account may do, beside the command that makes it: base, packs with what is lost without each, never. */
export function AccountRights({ packs, never, onToggle, pending }: AccountRightsProps) {
  const base = packs.find((pack) => pack.pack === "base");
  return (
    <div className="divide-y divide-line">
      <div className="flex items-baseline justify-between px-4 py-2.75">
        <h3>What the account may do</h3>
        <span className="text-12 text-text-3">changes the command beside it</span>
      </div>
      {base === undefined ? null : (
        <div>
          <Base pack={base} />
        </div>
      )}
      <div className="grid gap-2 px-4 py-2.75">
        <span className="flex items-baseline justify-between">
          <span>
            <b>Packs</b> <span className="text-text-3">choose</span>
          </span>
          <span className="text-12 text-text-3">without it</span>
        </span>
        {packs.flatMap(({ pack, title, without, caution, chosen }) =>
          pack === "base"
            ? []
            : [
                <Checkbox
                  key={pack}
                  checked={chosen}
                  disabled={pending}
                  onChange={(event) => onToggle(pack, event.target.checked)}
                  label={
                    <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                      <b>{title}</b>
                      <span className="text-12 text-text-3">{without}</span>
                    </span>
                  }
                  detail={caution}
                />,
              ],
        )}
      </div>
      <div className="grid gap-1 px-4 py-2.75">
        <h3>Never</h3>
        <ul className="text-text-2">
          {never.map((words) => (
            <li key={words}>{words}.</li>
          ))}
        </ul>
      </div>
    </div>
  );
}
