"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { TextArea } from "@/components/ui/text-area";
import { TextInput } from "@/components/ui/text-input";
import { KUBECONFIG_MAX } from "@/lib/contract/inputs";

export type ConnectKind = "kubeconfig" | "token" | "simulated";

export interface ConnectValues {
  kubeconfig: string;
  server: string;
  token: string;
  caPem: string;
}

interface ConnectFieldsProps {
  kind: ConnectKind;
  values: ConnectValues;
  onChange: (values: ConnectValues) => void;
}

function KubeconfigField({ values, onChange }: Omit<ConnectFieldsProps, "kind">) {
  const [tooLarge, setTooLarge] = useState(false);
  const take = async ([file]: Iterable<File>) => {
    if (file === undefined) return;
    setTooLarge(file.size > KUBECONFIG_MAX);
    if (file.size <= KUBECONFIG_MAX) onChange({ ...values, kubeconfig: await file.text() });
  };
  return (
    <Field
      label="Kubeconfig or join bundle"
      hint="paste it, or drop the file here"
      error={tooLarge ? "This file is larger than 256 KiB and was not read." : undefined}
      note="Read by an allow-list of Gantry's own: it runs no program, reads no file and calls nothing that the text names."
    >
      {(wiring) => (
        <TextArea
          {...wiring}
          mono
          rows={9}
          required
          value={values.kubeconfig}
          onChange={(event) => onChange({ ...values, kubeconfig: event.target.value })}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            if (event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            void take(event.dataTransfer.files);
          }}
        />
      )}
    </Field>
  );
}

/** The fields of the chosen source. What was typed stays when another source is looked at. */
export function ConnectFields({ kind, values, onChange }: ConnectFieldsProps) {
  if (kind === "simulated") {
    return (
      <p className="max-w-[68ch] text-text-2">
        A Kubernetes cluster that comes with Gantry: three zones, six nodes, storage, and an operator that
        behaves. It speaks the real API on this machine, needs no cloud, and carries a mark on every page.
      </p>
    );
  }
  if (kind === "kubeconfig") return <KubeconfigField values={values} onChange={onChange} />;
  return (
    <div className="grid max-w-[496px] gap-4">
      <Field label="Address" hint="of the API server">
        {(wiring) => (
          <TextInput
            {...wiring}
            mono
            required
            value={values.server}
            autoComplete="off"
            onChange={(event) => onChange({ ...values, server: event.target.value })}
          />
        )}
      </Field>
      <Field label="Token" hint="of a service account; sealed, never shown again">
        {(wiring) => (
          <TextInput
            {...wiring}
            mono
            required
            type="password"
            value={values.token}
            autoComplete="off"
            onChange={(event) => onChange({ ...values, token: event.target.value })}
          />
        )}
      </Field>
      <Field label="CA" hint="PEM, so that Gantry knows this cluster again">
        {(wiring) => (
          <TextArea
            {...wiring}
            mono
            rows={5}
            required
            value={values.caPem}
            onChange={(event) => onChange({ ...values, caPem: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
