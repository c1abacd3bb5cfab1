"use client";

import { useState } from "react";
import { ClockTime } from "@/components/ui/clock-time";
import { CodeBlock } from "@/components/ui/code-block";
import { Segmented } from "@/components/ui/segmented";
import type { JoinView } from "@/lib/contract/access";

type Form = "command" | "script" | "yaml" | "dry-run" | "undo";

const FORMS = [
  { value: "command", label: "Command" },
  { value: "script", label: "Read it first" },
  { value: "yaml", label: "YAML" },
  { value: "dry-run", label: "Dry run" },
  { value: "undo", label: "Undo" },
] as const satisfies readonly { value: Form; label: string }[];

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

/** One command for a shell whose kubectl has access, in every form that a careful person may want. */
export function JoinCommand({ join }: { join: JoinView }) {
  const [form, setForm] = useState<Form>("command");
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <h3>Instead: one command, where your kubectl works</h3>
        <span className="text-12 text-text-3">makes a small account, prints a join bundle</span>
      </div>
      <div className="max-w-full overflow-x-auto">
        <Segmented label="Form of the command" options={FORMS} value={form} onChange={setForm} />
      </div>
      <CodeBlock text={textOf(join, form)} what={`the join ${form}`} />
      <p className="text-12 text-text-3">
        A script of {join.script.trimEnd().split("\n").length} lines that calls only kubectl. Works once,
        until <ClockTime at={join.expiresAt} />.
      </p>
    </div>
  );
}
