"use client";

import { useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { registerRegionAction } from "../actions";
import { BundleForm } from "./bundle-form";
import { ConnectBeside } from "./connect-beside";
import { ConnectFields, type ConnectKind, type ConnectValues } from "./connect-fields";
import { Refusal } from "./refusal";
import { useJoin } from "./use-join";
import { Pane } from "@/components/region/pane";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { Segmented } from "@/components/ui/segmented";
import { StatusLine } from "@/components/ui/status-line";
import { TextInput } from "@/components/ui/text-input";
import { paths } from "@/lib/client/paths";
import { useAction } from "@/lib/client/use-action";
import type { RegisterRegionInput } from "@/lib/contract/inputs";
import { JOIN_NEXT } from "@/lib/contract/register-refusal";

interface ConnectPaneProps {
  org: string;
  sandboxOffered: boolean;
  initialKind: ConnectKind;
  initiallyJoining: boolean;
}

const EMPTY: ConnectValues = { kubeconfig: "", server: "", token: "", caPem: "" };

/** What the chosen source sends; a pasted line that is a join bundle is taken as one. */
function inputOf(kind: ConnectKind, name: string, values: ConnectValues): RegisterRegionInput {
  if (kind === "simulated") return { kind, name };
  if (kind === "token")
    return { kind, name, server: values.server, token: values.token, caPem: values.caPem };
  const pasted = values.kubeconfig.trim();
  return pasted.startsWith("gantry-join:")
    ? { kind: "join", name, bundle: pasted }
    : { kind: "kubeconfig", name, kubeconfig: values.kubeconfig };
}

function useConnecting({ org, initialKind, initiallyJoining }: ConnectPaneProps) {
  const router = useRouter();
  const [kind, setKind] = useState<ConnectKind>(initialKind);
  const [name, setName] = useState(initialKind === "simulated" ? "simulated" : "");
  const [values, setValues] = useState<ConnectValues>(EMPTY);
  const [asksJoin, setAsksJoin] = useState(initiallyJoining);
  const pasting = useAction(registerRegionAction, org);
  const bundling = useAction(registerRegionAction, org);
  const isRefused = pasting.failure?.next === JOIN_NEXT;
  const isJoining = kind === "kubeconfig" && (asksJoin || isRefused);
  const joining = useJoin(org, isJoining);

  const connect = async (way: typeof pasting, input: RegisterRegionInput) => {
    const made = await way.run(input);
    if (made) router.replace(paths.registerRegion(org, made.regionId));
  };
  return {
    kind,
    name,
    setName,
    values,
    setValues,
    isJoining,
    joining,
    isRefused,
    askJoin: setAsksJoin,
    pasting,
    bundling,
    choose: (next: ConnectKind) => {
      pasting.clear();
      bundling.clear();
      setKind(next);
      if (next === "simulated" && name === "") setName("simulated");
    },
    paste: () => connect(pasting, inputOf(kind, name, values)),
    take: (bundle: string) => connect(bundling, { kind: "join", name, bundle }),
  };
}
type Connecting = ReturnType<typeof useConnecting>;

function NameField({ state }: { state: Connecting }) {
  const error = state.pasting.failure?.fields["name"] ?? state.bundling.failure?.fields["name"];
  return (
    <div className="max-w-[496px]">
      <Field label="Name" hint="what people here call this region" error={error}>
        {(wiring) => (
          <TextInput
            {...wiring}
            value={state.name}
            required
            maxLength={60}
            autoComplete="off"
            onChange={(event) => state.setName(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

/** The fields of the source with their button; after a refusal that a command leads out of, folded. */
function Source({ org, state }: { org: string; state: Connecting }) {
  const { kind, values, pasting, isJoining, isRefused } = state;
  const fields: ReactNode = (
    <div className="grid gap-4">
      <ConnectFields kind={kind} values={values} onChange={state.setValues} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button kind={isJoining ? "secondary" : "primary"} type="submit" pending={pasting.pending}>
          {pasting.pending ? "Connecting" : isRefused ? "Try this text again" : "Connect"}
        </Button>
        {kind === "kubeconfig" && !isJoining ? (
          <button type="button" className="link text-12" onClick={() => state.askJoin(true)}>
            No kubeconfig without a login program? Make a join command
          </button>
        ) : null}
      </div>
    </div>
  );
  const refusal =
    pasting.failure === null ? null : (
      <Refusal org={org} failure={pasting.failure} text={kind === "kubeconfig" ? values.kubeconfig : ""} />
    );
  if (!isJoining) {
    return (
      <>
        {fields}
        {refusal}
      </>
    );
  }
  return (
    <>
      {refusal}
      <Fold summary={isRefused ? "Change the text" : "Paste a kubeconfig instead"}>{fields}</Fold>
    </>
  );
}

/** Pane 1: a kubeconfig or join bundle, an address with token and CA, or the simulated region. */
export function ConnectPane(props: ConnectPaneProps) {
  const { org, sandboxOffered } = props;
  const state = useConnecting(props);
  const { bundling, isJoining, joining, kind } = state;
  const refused = state.pasting.failure !== null || bundling.failure !== null;
  return (
    <Pane
      number={1}
      title="Connect"
      state="current"
      end={refused ? <StatusLine tone="down">refused, nothing stored</StatusLine> : undefined}
    >
      <div className="grid desk:grid-cols-[minmax(0,1fr)_440px]">
        <form
          className="grid min-w-0 content-start gap-4 p-4"
          noValidate={isJoining}
          onSubmit={(event) => {
            event.preventDefault();
            // With the fields folded, Enter in the name has nothing to send.
            if (!isJoining || state.values.kubeconfig !== "") void state.paste();
          }}
        >
          <Segmented
            label="Where the access comes from"
            stacks
            value={kind}
            onChange={state.choose}
            options={[
              { value: "kubeconfig", label: "Kubeconfig or join bundle" },
              { value: "token", label: "Address, token, CA" },
              ...(sandboxOffered ? [{ value: "simulated" as const, label: "Simulated region" }] : []),
            ]}
          />
          <NameField state={state} />
          <Source org={org} state={state} />
          {isJoining ? (
            <>
              <BundleForm
                joining={joining}
                isNamed={state.name.trim() !== ""}
                pending={bundling.pending}
                onConnect={(bundle) => void state.take(bundle)}
              />
              {bundling.failure === null ? null : <Refusal org={org} failure={bundling.failure} text="" />}
            </>
          ) : null}
        </form>
        <div className="min-w-0 border-line max-desk:border-t desk:border-l">
          <ConnectBeside kind={kind} joining={isJoining ? joining : null} />
        </div>
      </div>
    </Pane>
  );
}
