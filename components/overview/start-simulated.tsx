"use client";

import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { paths } from "@/lib/client/paths";
import { useAction } from "@/lib/client/use-action";
import type { ActionResult } from "@/lib/contract/inputs";

export type RegisterRegion = (
  slug: string,
  raw: unknown,
) => Promise<ActionResult<{ regionId: string; name: string }>>;

interface StartSimulatedProps {
  org: string;
  register: RegisterRegion;
  disabledReason: string | null;
}

/** Registers the simulated region by one press and goes on with its preflight. */
export function StartSimulated({ org, register, disabledReason }: StartSimulatedProps) {
  const router = useRouter();
  const { run, pending, failure } = useAction(register, org);
  const start = async () => {
    const made = await run({ kind: "simulated", name: "sandbox" });
    if (made) router.push(paths.registerRegion(org, made.regionId));
  };
  return (
    <>
      <Button kind="primary" pending={pending} disabledReason={disabledReason} onClick={() => void start()}>
        Start it
      </Button>
      {failure === null ? null : (
        <span role="alert" className="text-12 text-down">
          {failure.message}
        </span>
      )}
    </>
  );
}
