"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConnectFields, type ConnectKind, type ConnectValues } from "./connect-fields";
import { JoinPart } from "./join-part";
import { registerRegionAction } from "../actions";
import { RefusedText } from "@/components/region/refused-text";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { TextInput } from "@/components/ui/text-input";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/client/paths";
import { useAction, type ActionFailure } from "@/lib/client/use-action";
import { JOIN_NEXT, refusedLine, regionOfNext } from "@/lib/contract/register-refusal";

interface ConnectPaneProps {
  org: string;
  sandboxOffered: boolean;
  initialKind: ConnectKind;
  initiallyJoining: boolean;
}

const EMPTY: ConnectValues = { kubeconfig: "", server: "", token: "", caPem: "" };

/** What the chosen source sends; a pasted line that is a join bundle is taken as one. */
function inputOf(kind: ConnectKind, name: string, values: ConnectValues) {
  if (kind === "simulated") return { kind, name };
  if (kind === "token")
    return { kind, name, server: values.server, token: values.token, caPem: values.caPem };
  const pasted = values.kubeconfig.trim();
  return pasted.startsWith("gantry-join:")
    ? { kind: "join" as const, name, bundle: pasted }
    : { kind: "kubeconfig" as const, name, kubeconfig: values.kubeconfig };
}

function Refusal({ failure, org, text }: { failure: ActionFailure; org: string; text: string }) {
  const known = regionOfNext(failure.next);
  const places = Object.entries(failure.fields).filter(([place]) => place !== "name");
  return (
    <>
      <RefusedText
        text={text}
        refused={Object.keys(failure.fields).flatMap((place) => refusedLine(place) ?? [])}
      />
      <ErrorBox
        title={failure.message}
        actions={
          known === null ? undefined : <TextLink href={paths.region(org, known)}>Open that region</TextLink>
        }
      >
        {places.length === 0 ? null : (
          <ul className="grid gap-1">
            {places.map(([place, why]) => (
              <li key={place}>
                <code>{place}</code>: {why}
              </li>
            ))}
          </ul>
        )}
      </ErrorBox>
    </>
  );
}

/** Pane 1: a kubeconfig or join bundle, an address with token and CA, or the simulated region. */
export function ConnectPane({ org, sandboxOffered, initialKind, initiallyJoining }: ConnectPaneProps) {
  const router = useRouter();
  const [kind, setKind] = useState<ConnectKind>(initialKind);
  const [name, setName] = useState(initialKind === "simulated" ? "simulated" : "");
  const [values, setValues] = useState<ConnectValues>(EMPTY);
  const [joining, setJoining] = useState(initiallyJoining);
  const { run, pending, failure, clear } = useAction(registerRegionAction, org);

  const submit = async () => {
    const made = await run(inputOf(kind, name, values));
    if (made) router.replace(paths.registerRegion(org, made.regionId));
  };
  const choose = (next: ConnectKind) => {
    clear();
    setKind(next);
    if (next === "simulated" && name === "") setName("simulated");
  };
  const wantsJoin = joining || failure?.next === JOIN_NEXT;

  return (
    <form
      className="grid gap-4 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Segmented
        label="Where the access comes from"
        value={kind}
        onChange={choose}
        options={[
          { value: "kubeconfig", label: "Kubeconfig or join bundle" },
          { value: "token", label: "Address, token, CA" },
          ...(sandboxOffered ? [{ value: "simulated" as const, label: "Simulated region" }] : []),
        ]}
      />
      <div className="grid max-w-[496px] gap-4">
        <Field label="Name" hint="what people here call this region" error={failure?.fields["name"]}>
          {(wiring) => (
            <TextInput
              {...wiring}
              value={name}
              required
              maxLength={60}
              placeholder=""
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </div>
      <ConnectFields kind={kind} values={values} onChange={setValues} />
      {failure === null ? null : (
        <Refusal failure={failure} org={org} text={kind === "kubeconfig" ? values.kubeconfig : ""} />
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button kind="primary" type="submit" pending={pending}>
          {pending ? "Connecting" : "Connect"}
        </Button>
        {kind === "kubeconfig" && !wantsJoin ? (
          <button type="button" className="link text-12" onClick={() => setJoining(true)}>
            No kubeconfig without a login program? Make a join command
          </button>
        ) : null}
        <span className="text-12 text-text-3">Nothing is installed before pane 3.</span>
      </div>
      {kind === "kubeconfig" && wantsJoin ? <JoinPart org={org} /> : null}
    </form>
  );
}
