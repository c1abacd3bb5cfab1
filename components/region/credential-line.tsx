import { Age } from "@/components/ui/age";
import type { RegionCredential } from "@/lib/contract/views";

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** What may be said of a credential: its kind, its age, its last renewal and its end. Never the credential. */
export function CredentialLine({ credential }: { credential: RegionCredential | null }) {
  if (credential === null) return <>none: Gantry forgot it</>;
  const { kind, addedAt, renewedAt, expiresAt } = credential;
  return (
    <>
      {kind}, sealed, never shown again · added <Age at={addedAt} />
      {renewedAt === null ? null : (
        <>
          {" "}
          · renewed by Gantry <Age at={renewedAt} />
        </>
      )}
      {expiresAt === null ? "" : ` · ends ${minuteOf(expiresAt)}`}
    </>
  );
}
