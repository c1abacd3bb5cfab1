"use client";

import { useState } from "react";
import { signInWith } from "@/components/people/sign-in-with";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { TextInput } from "@/components/ui/text-input";
import { formText } from "@/lib/client/form-text";

/** E-mail and password. `to` is the address to go to, below this Gantry. */
export function SignInForm({ to }: { to: string }) {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  const submit = async (form: FormData) => {
    setPending(true);
    setFailure(null);
    const outcome = await signInWith(formText(form, "email"), formText(form, "password"));
    if (outcome.ok) {
      // A full load: nothing that was rendered for nobody may stay in the browser.
      window.location.assign(to);
      return;
    }
    setFailure(outcome.message);
    setPending(false);
  };

  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(new FormData(event.currentTarget));
      }}
    >
      <Field label="E-mail">
        {(wiring) => <TextInput {...wiring} name="email" type="email" autoComplete="username" required />}
      </Field>
      <Field label="Password">
        {(wiring) => (
          <PasswordInput
            {...wiring}
            name="password"
            autoComplete="current-password"
            required
            maxLength={256}
          />
        )}
      </Field>
      {failure === null ? null : <ErrorBox title={failure}>You are not signed in.</ErrorBox>}
      <div>
        <Button type="submit" kind="primary" pending={pending}>
          Sign in
        </Button>
      </div>
    </form>
  );
}
