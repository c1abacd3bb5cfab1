"use client";

import { useState, type ReactNode } from "react";
import { setUpAction } from "./actions";
import { signInWith } from "@/components/people/sign-in-with";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { TextInput } from "@/components/ui/text-input";
import { formText } from "@/lib/client/form-text";
import { paths } from "@/lib/client/paths";
import { namespaceOf, organizationSlug } from "@/lib/domain/database/names";
import { countOf } from "@/lib/domain/format";

const LEAST = 12;

interface Failure {
  message: string;
  fields: Record<string, string>;
}

const LOST = {
  ok: false,
  message: "Gantry did not answer. Look whether it runs, then press again.",
  fields: {},
} as const;

function Group({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div className="grid gap-3.5 border-line-edge not-first:border-t not-first:pt-4">
      {title === undefined ? null : <h2 className="pt-1.5">{title}</h2>}
      {children}
    </div>
  );
}

function LengthNote({ length }: { length: number }) {
  return length < LEAST ? (
    <>
      {length} of {LEAST} characters
    </>
  ) : (
    <span className="flex items-center gap-1.5 text-text-2">
      <StatusGlyph shape="check" className="text-serving-mark" />
      {countOf(length, "character")}
    </span>
  );
}

interface FieldsProps {
  /** The refusal of a field, if there is one. */
  field: (id: string) => string | undefined;
}

function OwnerFields({ field }: FieldsProps) {
  const [length, setLength] = useState(0);
  return (
    <Group title="Owner account">
      <Field label="E-mail" hint="you sign in with it; no mail is sent" error={field("email")}>
        {(wiring) => <TextInput {...wiring} name="email" type="email" autoComplete="username" required />}
      </Field>
      <Field
        label="Password"
        hint="12 characters or more, no other rule"
        error={field("password")}
        note={length === 0 ? undefined : <LengthNote length={length} />}
      >
        {(wiring) => (
          <PasswordInput
            {...wiring}
            name="password"
            autoComplete="new-password"
            minLength={LEAST}
            maxLength={256}
            required
            onChange={(event) => setLength(event.target.value.length)}
          />
        )}
      </Field>
    </Group>
  );
}

function OrganizationFields({ field }: FieldsProps) {
  const [name, setName] = useState("");
  return (
    <Group title="Organization">
      <Field
        label="Name"
        hint="owns regions, databases and people"
        error={field("organization")}
        note={
          name.trim() === "" ? undefined : (
            <>
              Short name <span className="mono">{organizationSlug(name)}</span>, in addresses; it stays.
              Databases will live in the namespace{" "}
              <span className="mono">{namespaceOf(organizationSlug(name))}</span> of each region.
            </>
          )
        }
      >
        {(wiring) => (
          <TextInput
            {...wiring}
            name="organization"
            autoComplete="organization"
            minLength={2}
            maxLength={60}
            required
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
    </Group>
  );
}

/** Code, owner and organization; then signs the owner in. */
export function SetUpForm({ code }: { code: string }) {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = (id: string) => failure?.fields[id];

  const submit = async (form: FormData) => {
    setPending(true);
    setFailure(null);
    const email = formText(form, "email");
    const password = formText(form, "password");
    const made = await setUpAction({
      code: formText(form, "code"),
      email,
      password,
      organization: formText(form, "organization"),
    }).catch(() => LOST);
    if (!made.ok) {
      setFailure(made);
      setPending(false);
      return;
    }
    const signedIn = await signInWith(email.trim().toLowerCase(), password);
    window.location.assign(signedIn.ok ? paths.overview(made.value.slug) : paths.signIn());
  };

  return (
    <form
      className="grid gap-4.5"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Group>
        <Field label="Set-up code" hint="in the first lines of this Gantry's log" error={field("code")}>
          {(wiring) => (
            <TextInput {...wiring} mono name="code" defaultValue={code} autoComplete="off" required />
          )}
        </Field>
      </Group>
      <OwnerFields field={field} />
      <OrganizationFields field={field} />
      {failure === null ? null : <ErrorBox title={failure.message}>Nothing was created.</ErrorBox>}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" pending={pending} className="max-mid:w-full">
          Create owner and organization
        </Button>
        <span className="text-12 text-text-3">Then: an empty overview with ways to begin.</span>
      </div>
    </form>
  );
}
