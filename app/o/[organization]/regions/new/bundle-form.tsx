"use client";

import { useState } from "react";
import type { Joining } from "./use-join";
import { JoinCommand } from "@/components/region/join-command";
import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";
import { Field } from "@/components/ui/field";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { TextArea } from "@/components/ui/text-area";

interface BundleFormProps {
  joining: Joining;
  isNamed: boolean;
  pending: boolean;
  onConnect: (bundle: string) => void;
}

/** The way out: one command, then the field for the line that it prints. */
export function BundleForm({ joining, isNamed, pending, onConnect }: BundleFormProps) {
  const [bundle, setBundle] = useState("");
  return (
    <>
      {joining.failure === null ? null : (
        <ErrorBox title={joining.failure.message}>{joining.failure.next}</ErrorBox>
      )}
      {joining.join === null ? (
        <SkeletonRows words="Making a command." rows={2} />
      ) : (
        <JoinCommand join={joining.join} />
      )}
      <Field label="Join bundle" hint="address, CA and a token that renews itself; the line that it prints">
        {(wiring) => (
          <TextArea
            {...wiring}
            mono
            rows={3}
            value={bundle}
            onChange={(event) => setBundle(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button
          kind="primary"
          pending={pending}
          disabledReason={bundle.trim() === "" ? "no bundle yet" : isNamed ? null : "the region needs a name"}
          onClick={() => onConnect(bundle.trim())}
        >
          {pending ? "Connecting" : "Connect"}
        </Button>
      </div>
    </>
  );
}
