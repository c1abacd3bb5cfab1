import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LagFigure } from "@/components/database/lag-figure";
import { RegionState } from "@/components/region/region-state";
import { Button } from "@/components/ui/button";
import { ClockTime } from "@/components/ui/clock-time";
import { Field } from "@/components/ui/field";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { StatusLine } from "@/components/ui/status-line";
import { TextInput } from "@/components/ui/text-input";
import { TONES, type StatusTone } from "@/components/ui/tone";

const html = (element: ReactElement): string => renderToStaticMarkup(element);
const words = (element: ReactElement): string =>
  html(element)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ");

describe("a button", () => {
  it("that is off is described by its reason, which stands beside it", () => {
    const made = html(<Button disabledReason="the plan has no room in zone c.">Create parcels</Button>);
    const id = /aria-describedby="([^"]+)"/.exec(made)?.[1];
    expect(made).toContain("disabled");
    expect(made).toContain(`<span id="${id}"`);
    expect(words(<Button disabledReason="the plan has no room in zone c.">Create</Button>)).toContain(
      "Off: the plan has no room in zone c.",
    );
  });

  it("is on without a reason, and never submits by accident", () => {
    expect(html(<Button disabledReason={null}>Create</Button>)).not.toContain("disabled=");
    expect(html(<Button>Create</Button>)).toContain('type="button"');
  });

  it("that works is off and busy", () => {
    const made = html(<Button pending>Create</Button>);
    expect(made).toContain("disabled");
    expect(made).toContain('aria-busy="true"');
  });
});

describe("a field", () => {
  it("ties its input to label, hint and error", () => {
    const made = html(
      <Field label="Name" hint="of the VitessCluster" error="Begin with a letter.">
        {(wiring) => <TextInput {...wiring} name="name" />}
      </Field>,
    );
    const id = /<label for="([^"]+)"/.exec(made)?.[1];
    expect(made).toMatch(new RegExp(`<input[^>]*id="${id}"`));
    expect(made).toContain(`aria-describedby="${id}-hint ${id}-error"`);
    expect(made).toContain('aria-invalid="true"');
    expect(made).toContain(`id="${id}-error" role="alert"`);
  });

  it("without hint and error points at nothing", () => {
    const made = html(<Field label="Name">{(wiring) => <TextInput {...wiring} name="name" />}</Field>);
    expect(made).not.toContain("aria-describedby=");
    expect(made).not.toContain("aria-invalid=");
  });
});

describe("a state", () => {
  const tones = Object.keys(TONES).filter((tone): tone is StatusTone => Object.hasOwn(TONES, tone));

  it.each(tones)("of tone %s has a glyph and words", (tone) => {
    const made = html(<StatusLine tone={tone}>Words</StatusLine>);
    expect(made).toContain("<svg");
    expect(made).toContain("Words");
  });

  it("differs by shape, not only by colour", () => {
    const shapes = (["serving", "reduced", "down", "unknown", "starting"] as const).map(
      (tone) => TONES[tone].shape,
    );
    expect(new Set(shapes).size).toBe(5);
  });
});

describe("what is not known", () => {
  it("is said in words as a lag, never 0", () => {
    expect(words(<LagFigure seconds={null} note="not replicating" />)).toContain("not replicating");
    expect(words(<LagFigure seconds={null} note={null} />)).toContain("not sampled");
    expect(words(<LagFigure seconds={null} note={null} />)).not.toMatch(/\d/);
  });

  it("marks a lag over the limit by more than its colour", () => {
    expect(html(<LagFigure seconds={32} note={null} />)).toContain("over the limit of 15 s");
    expect(html(<LagFigure seconds={14} note={null} />)).not.toContain("over the limit");
  });

  it("never shows a time of the server's zone as the reader's", () => {
    expect(words(<ClockTime at={1_700_000_000_000} />).trim()).toBe("00:00");
    expect(html(<ClockTime at={1_700_000_000_000} />)).toContain("invisible");
  });

  it("keeps an unreachable region's old operator out of its state", () => {
    const said = words(
      <RegionState
        region={{
          id: "reg_1",
          name: "us-east",
          simulated: false,
          clusterName: "aks-prod",
          provider: null,
          cloudRegion: null,
          kubernetesVersion: null,
          operator: { state: "ready", version: "2.17.0" },
          connection: { kind: "stale", since: 0, checkedAt: 0, cause: "TCP: connection refused" },
          nodes: 6,
          zones: 3,
          room: { known: false, cpuByZone: [], largestFit: null },
          databases: 1,
        }}
      />,
    );
    expect(said).toContain("Unknown");
    expect(said).toContain("last seen");
    expect(said).toContain("TCP: connection refused");
    expect(said).not.toContain("Ready");
  });
});

it("the simulated region is named by its mark", () => expect(words(<SimulatedTag />)).toContain("simulated"));
