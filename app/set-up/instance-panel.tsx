import type { ReactNode } from "react";
import type { InstanceFacts } from "./instance-facts";
import { KeyValues } from "@/components/ui/key-values";
import { Panel } from "@/components/ui/panel";
import { StatusGlyph } from "@/components/ui/status-glyph";

type Mark = "good" | "warn" | "plain";

function Line({ mark, children }: { mark: Mark; children: ReactNode }) {
  const looks = {
    good: <StatusGlyph shape="check" className="mt-0.75 text-serving-mark" />,
    warn: <StatusGlyph shape="triangle" className="mt-0.75 text-reduced-mark" />,
    plain: <StatusGlyph shape="ring" className="mt-0.75 text-unknown-mark" />,
  } satisfies Record<Mark, ReactNode>;
  return (
    <div className="grid grid-cols-[12px_minmax(0,1fr)] gap-2.25 border-t border-line px-3.5 py-2.5">
      {looks[mark]}
      <span className="text-text-2">{children}</span>
    </div>
  );
}

function Transport({ transport }: { transport: InstanceFacts["transport"] }) {
  if (transport === "tls")
    return <Line mark="good">TLS by your proxy; sign-in cookies travel only over it.</Line>;
  if (transport === "this-machine") {
    return <Line mark="good">You reach it on this machine; nothing crosses a network.</Line>;
  }
  return (
    <Line mark="warn">
      <b className="text-reduced">Passwords travel readable.</b> Put a proxy with TLS before this Gantry and
      set <span className="mono">GANTRY_SECURE_COOKIES=true</span>.
    </Line>
  );
}

function MasterKey({ facts }: { facts: InstanceFacts }) {
  if (facts.keyFromSetting) {
    return (
      <Line mark="good">
        The master key comes from the setting <span className="mono">GANTRY_KEY</span>.
      </Line>
    );
  }
  const only = (
    <>
      It is the file <span className="mono">key</span> in the data directory and opens stored credentials;
      without it they must be entered anew.
    </>
  );
  return facts.transport === "readable" ? (
    <Line mark="plain">Keep a copy of the master key. {only}</Line>
  ) : (
    <Line mark="warn">
      <b className="text-reduced">Keep a copy of the master key.</b> {only}
    </Line>
  );
}

/** The facts of this Gantry beside its set-up, with at most one warning. */
export function InstancePanel({ facts }: { facts: InstanceFacts }) {
  const store = facts.builtInStore ? "built-in PostgreSQL" : "your PostgreSQL";
  return (
    <Panel title="This Gantry" end="checked just now">
      <KeyValues
        grid="grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-2"
        className="px-3.5 py-3.25"
        items={[
          { key: "Version", value: facts.version },
          { key: "Address", value: <span className="mono">{facts.address}</span> },
          {
            key: "Store",
            value:
              facts.storeMs === null ? (
                <span className="text-down">{store}, does not answer</span>
              ) : (
                `${store}, answers in ${facts.storeMs} ms`
              ),
          },
          { key: "Sends out", value: "nothing by itself; no licence check, no statistics" },
        ]}
      />
      <Transport transport={facts.transport} />
      <MasterKey facts={facts} />
      <Line mark="plain">More organizations, each with its own regions: later, in Settings.</Line>
    </Panel>
  );
}
