"use client";

import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { StatusLine } from "@/components/ui/status-line";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/client/paths";
import { regionPlace, regionSize, regionWords } from "@/lib/client/region-words";
import type { RegionSummary } from "@/lib/contract/views";

interface RegionFieldProps {
  org: string;
  regions: readonly RegionSummary[];
  value: string;
  onChange: (regionId: string) => void;
}

const optionWords = (region: RegionSummary): string =>
  [region.name, regionPlace(region), regionSize(region)].filter((part) => part !== null).join(" · ");

/** What stands against a database in the chosen region now, with the way to mend it. */
function Trouble({ org, region }: { org: string; region: RegionSummary }) {
  const { tone, state, because } = regionWords(region);
  return (
    <span className="mt-0.5 flex flex-wrap items-baseline gap-x-2">
      <StatusLine tone={tone}>{state}</StatusLine>
      <span>{because}</span>
      <TextLink
        href={
          region.operator.state === "absent"
            ? paths.registerRegion(org, region.id)
            : paths.region(org, region.id)
        }
      >
        {region.operator.state === "absent" ? "Install it" : "Open the region"}
      </TextLink>
    </span>
  );
}

/** Where the database shall live. */
export function RegionField({ org, regions, value, onChange }: RegionFieldProps) {
  const chosen = regions.find((region) => region.id === value);
  const isWell = chosen === undefined || regionWords(chosen).tone === "serving";
  return (
    <Field label="Region" note={isWell ? undefined : <Trouble org={org} region={chosen} />}>
      {(wiring) => (
        <Select {...wiring} value={value} onChange={(event) => onChange(event.target.value)}>
          {regions.map((region) => (
            <option key={region.id} value={region.id}>
              {optionWords(region)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
