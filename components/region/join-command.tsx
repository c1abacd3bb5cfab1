"use client";

import { useState } from "react";
import { ClockTime } from "@/components/ui/clock-time";
import { CodeBlock } from "@/components/ui/code-block";
import { TabChoice } from "@/components/ui/tab-choice";
import type { JoinView } from "@/lib/contract/access";

type Form = "command" | "script" | "yaml" | "dry-run" | "undo";

function textOf(join: JoinView, form: Form): string {
  switch (form) {
    case "command":
      return `${join.command}\n# uses your current context; prints one line: gantry-join:…`;
    case "script":
      return join.script;
    case "yaml":
      return join.yaml;
    case "dry-run":
      return `kubectl apply --server-side --dry-run=server --field-manager=gantry-join -f - <<'YAML'\n${join.yaml.trimEnd()}\nYAML`;
    case "undo":
      return join.undo;
  }
}

const linesOf = (text: string): number => text.trimEnd().split("\n").length;
const objectsOf = (yaml: string): number =>
  yaml.split("\n").filter((line) => line.startsWith("kind:")).length;

/** One command for a shell whose kubectl has access, in every form that a careful person may want. */
export function JoinCommand({ join }: { join: JoinView }) {
  const [form, setForm] = useState<Form>("command");
  const forms = [
    { value: "command", label: "Command" },
    { value: "script", label: "Script" },
    { value: "yaml", label: `YAML, ${objectsOf(join.yaml)} objects` },
    { value: "dry-run", label: "Dry run" },
    { value: "undo", label: "Undo" },
  ] as const;
  return (
    <div className="grid min-w-0 gap-1.5">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h3>One command, where your kubectl works</h3>
        <span className="text-12 text-text-3">makes a small account, prints a join bundle</span>
      </div>
      <CodeBlock
        text={textOf(join, form)}
        what={`the join ${form}`}
        title={<TabChoice label="Form of the command" options={forms} value={form} onChange={setForm} />}
      />
      <p className="text-12 text-text-3">
        A script of {linesOf(join.script)} lines that calls only kubectl.{" "}
        {form === "script" ? null : (
          <button type="button" className="link" onClick={() => setForm("script")}>
            Read it first
          </button>
        )}
        {form === "script" ? "" : ". "}
        Works once, until <ClockTime at={join.expiresAt} />.
      </p>
    </div>
  );
}
