"use client";

import { RefusedText } from "@/components/region/refused-text";
import { ErrorBox } from "@/components/ui/error-box";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/client/paths";
import type { ActionFailure } from "@/lib/client/use-action";
import { JOIN_NEXT, refusedLine, regionOfNext } from "@/lib/contract/register-refusal";

interface RefusalProps {
  org: string;
  failure: ActionFailure;
  /** What was pasted; empty where nothing was. */
  text: string;
}

const linesOf = (failure: ActionFailure): number[] =>
  Object.keys(failure.fields).flatMap((place) => refusedLine(place) ?? []);

/** Why a program in a kubeconfig is not run here, with the line that starts it. */
function Program({ failure }: { failure: ActionFailure }) {
  const place = Object.keys(failure.fields).find((each) => /\.(?:exec|auth-provider)\b/.test(each));
  const line = place === undefined ? null : refusedLine(place);
  return (
    <p>
      {line === null ? "It" : `Line ${line}`} starts a program on the machine of whoever uses the file. Gantry
      would have to run it here with its own rights, and whoever changes the file could make it run anything.
    </p>
  );
}

/** A refused registration: the input with its refused lines marked, why, and what was not done. */
export function Refusal({ org, failure, text }: RefusalProps) {
  const known = regionOfNext(failure.next);
  const isProgram = failure.next === JOIN_NEXT;
  const places = Object.entries(failure.fields).filter(([place]) => place !== "name");
  return (
    <>
      <RefusedText text={text} refused={linesOf(failure)} />
      <ErrorBox
        title={isProgram ? "Refused: it runs a program to get its token" : failure.message}
        actions={
          known === null ? undefined : <TextLink href={paths.region(org, known)}>Open that region</TextLink>
        }
      >
        {isProgram ? <Program failure={failure} /> : null}
        {places.length === 0 ? null : (
          <ul className="mt-1 grid gap-1">
            {places.map(([place, why]) => (
              <li key={place} className="wrap-anywhere">
                <code>{place}</code>: {why}
              </li>
            ))}
          </ul>
        )}
        {isProgram ? <p className="mt-1">{failure.message}</p> : null}
      </ErrorBox>
    </>
  );
}
