"use client";

import { useState } from "react";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyLine } from "@/components/ui/copy-line";
import { KeyValues } from "@/components/ui/key-values";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { Segmented } from "@/components/ui/segmented";
import type { ConnectView as Connect } from "@/lib/contract/views";

/** How applications reach the database: the address, the targets, and a program in the reader's language. */
export function ConnectView({ connect }: { connect: Connect }) {
  const [language, setLanguage] = useState(connect.snippets[0]?.language ?? "");
  const snippet = connect.snippets.find((each) => each.language === language);
  return (
    <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,420px)_minmax(0,1fr)]">
      <Panel title="Address" note="inside the cluster">
        <PanelBody>
          <CopyLine text={connect.host} what="the host" />
          <KeyValues
            items={[
              { key: "Port", value: connect.port },
              { key: "User", value: <code>{connect.user}</code> },
              { key: "Writes and reads", value: <code>{connect.database}</code> },
              { key: "Reads from replicas", value: <code>{connect.replicaDatabase}</code> },
            ]}
          />
          <p className="text-text-2">{connect.note}</p>
          <p className="text-12 text-text-3">
            The password was shown once, when the database was accepted. Gantry keeps its hash only.
          </p>
        </PanelBody>
      </Panel>
      <Panel title="From a program">
        <PanelBody>
          <div className="max-w-full overflow-x-auto">
            <Segmented
              label="Language"
              value={language}
              onChange={setLanguage}
              options={connect.snippets.map((each) => ({ value: each.language, label: each.language }))}
            />
          </div>
          {snippet === undefined ? null : (
            <CodeBlock text={snippet.text} what={`the ${snippet.language} example`} wrap />
          )}
          <div className="grid gap-1.5">
            <h3>From your own machine</h3>
            <p className="text-text-2">Forward the port first, then connect to 127.0.0.1.</p>
            <CopyLine text={connect.portForward} what="the port forward" />
          </div>
        </PanelBody>
      </Panel>
    </div>
  );
}
