import { callKinds } from "@/components/region/call-kinds";
import { Age } from "@/components/ui/age";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import type { RegionTrust } from "@/lib/contract/access";
import { formatBytes, formatFigure } from "@/lib/domain/format";

type Calls = RegionTrust["calls"];

function Head() {
  return (
    <tr>
      <Th>Kind of call</Th>
      <Th className="max-mid:hidden">On what</Th>
      <Th figure>Calls</Th>
      <Th figure className="max-mid:hidden">
        Read
      </Th>
      <Th figure>Last</Th>
    </tr>
  );
}

function Figures({ calls, bytes, lastAt }: { calls: number; bytes: number; lastAt: number }) {
  return (
    <>
      <Td figure>{formatFigure(calls)}</Td>
      <Td figure className="whitespace-nowrap max-mid:hidden">
        {formatBytes(bytes)}
      </Td>
      <Td figure className="whitespace-nowrap text-text-3">
        <Age at={lastAt} />
      </Td>
    </>
  );
}

/** The first `most` names and how many more there are. */
function namesOf(on: readonly string[], most: number): string {
  const rest = on.length - most;
  return rest < 2 ? on.join(", ") : `${on.slice(0, most).join(", ")} and ${rest} more`;
}

interface CallsByKindProps {
  calls: Calls;
  /** Names of resources in one row; all of them when it is left out. */
  most?: number;
}

/** One row a kind of call, as a person speaks of them. */
export function CallsByKind({ calls, most = Number.POSITIVE_INFINITY }: CallsByKindProps) {
  return (
    <Table caption="Calls to this cluster by kind" head={<Head />}>
      {callKinds(calls).map((each) => (
        <tr key={each.kind}>
          <Td className="whitespace-nowrap max-mid:whitespace-normal">
            <b>{each.kind}</b>
            <Sub className="wrap-anywhere mid:hidden">{namesOf(each.on, most)}</Sub>
          </Td>
          <Td className="text-text-2 wrap-anywhere max-mid:hidden">{namesOf(each.on, most)}</Td>
          <Figures {...each} />
        </tr>
      ))}
    </Table>
  );
}

/** One row a verb and resource, as the API server counts them. */
export function CallsByResource({ calls }: { calls: Calls }) {
  return (
    <Table caption="Calls to this cluster by verb and resource" head={<Head />}>
      {calls
        .toSorted((a, b) => b.calls - a.calls)
        .map((call) => (
          <tr key={`${call.verb} ${call.resource}`}>
            <Td>
              {call.verb}
              <Sub className="mono wrap-anywhere mid:hidden">{call.resource}</Sub>
            </Td>
            <Td className="mono wrap-anywhere max-mid:hidden">{call.resource}</Td>
            <Figures {...call} />
          </tr>
        ))}
    </Table>
  );
}
