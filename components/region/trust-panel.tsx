import { CallsByKind, CallsByResource } from "@/components/region/call-tables";
import { Fold } from "@/components/ui/fold";
import { Panel } from "@/components/ui/panel";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { RegionTrust } from "@/lib/contract/access";

function Rights({ trust }: { trust: RegionTrust }) {
  return (
    <Panel title="What the account may do" note="by pack; check P3 says what this cluster grants">
      <div className="grid gap-3 px-3.5 py-3">
        {trust.rights.map((pack) => (
          <div key={pack.title}>
            <h3>{pack.title}</h3>
            <ul className="mt-0.5 grid gap-0.5 text-text-2">
              {pack.words.map((words) => (
                <li key={words} className="flex items-baseline gap-2">
                  <StatusGlyph shape="check" className="translate-y-[1.5px] text-text-3" />
                  {words}
                </li>
              ))}
            </ul>
          </div>
        ))}
        <div>
          <h3>Never</h3>
          <ul className="mt-0.5 grid gap-0.5 text-text-2">
            {trust.never.map((words) => (
              <li key={words}>{words}.</li>
            ))}
          </ul>
        </div>
      </div>
    </Panel>
  );
}

/** Every kind of call to this cluster with counts, bytes and the last one, and what the account may do. */
export function TrustPanel({ trust }: { trust: RegionTrust }) {
  return (
    <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_420px]">
      <Panel title="Calls" note="to this cluster since Gantry started">
        {trust.calls.length === 0 ? (
          <p className="px-3.5 py-3 text-text-2">No call yet.</p>
        ) : (
          <>
            <CallsByKind calls={trust.calls} />
            <div className="border-t border-line px-3.5 py-2.5">
              <Fold summary={`Each verb and resource, ${trust.calls.length}`}>
                <div className="-mx-3.5 border-t border-line">
                  <CallsByResource calls={trust.calls} />
                </div>
              </Fold>
            </div>
          </>
        )}
        <p className="flex items-baseline gap-2.5 border-t border-line px-3.5 py-2.5 text-text-2">
          <StatusGlyph shape="check" className="translate-y-[1.5px] text-serving-mark" />
          Gantry speaks to the Kubernetes API only. It opens no connection to a database, so no row of a table
          crosses.
        </p>
      </Panel>
      <Rights trust={trust} />
    </div>
  );
}
