"use client";

import { useState } from "react";
import { createOrganizationAction } from "../actions";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { TextInput } from "@/components/ui/text-input";
import { paths } from "@/lib/client/paths";
import { useAction } from "@/lib/client/use-action";
import { namespaceOf, organizationSlug } from "@/lib/domain/database/names";

/** Asks for the name and goes to the new organization. */
export function OrganizationForm({ org }: { org: string }) {
  const [name, setName] = useState("");
  const { run, pending, failure } = useAction(createOrganizationAction, org);

  const submit = async () => {
    const made = await run({ name });
    // A full load: the session of live pictures belongs to one organization.
    if (made) window.location.assign(paths.overview(made.slug));
  };

  return (
    <form
      className="grid max-w-[496px] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field
        label="Name"
        error={failure?.fields["name"]}
        note={
          name.trim() === "" ? undefined : (
            <>
              Short name <span className="mono">{organizationSlug(name)}</span>, or with a number if that is
              taken; its databases will live in{" "}
              <span className="mono">{namespaceOf(organizationSlug(name))}</span>. It stays.
            </>
          )
        }
      >
        {(wiring) => (
          <TextInput
            {...wiring}
            name="organization"
            value={name}
            minLength={2}
            maxLength={60}
            required
            autoComplete="organization"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      {failure === null ? null : <ErrorBox title={failure.message}>Nothing was created.</ErrorBox>}
      <div>
        <Button type="submit" kind="primary" pending={pending} className="max-mid:w-full">
          Create organization
        </Button>
      </div>
    </form>
  );
}
