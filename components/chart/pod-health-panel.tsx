import { PodStrip } from "@/components/chart/pod-strip";
import { classNames } from "@/components/ui/class-names";
import { Panel } from "@/components/ui/panel";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { ClockTime } from "@/components/ui/clock-time";
import type { TabletView } from "@/lib/contract/topology";
import type { PodHealthView } from "@/lib/contract/views";
import { countOf, cutMiddle, formatDuration } from "@/lib/domain/format";

interface PodHealthPanelProps {
  pods: readonly PodHealthView[];
  /** Epoch milliseconds. */
  from: number;
  to: number;
  /** Roles of tablets by pod name, for the glyphs. */
  roles: Readonly<Record<string, TabletView["role"]>>;
  /** Where the crosshair of the charts stands (epoch ms). */
  at: number | null;
}

/** What the column of names holds without an ending. */
const NAME_MAX = 24;

type Segment = PodHealthView["segments"][number];

const KEY: { state: Segment["state"]; words: string }[] = [
  { state: "ready", words: "ready" },
  { state: "not-ready", words: "not ready" },
  { state: "restarting", words: "restarting" },
  { state: "pending", words: "pending" },
  { state: "evicted", words: "evicted" },
  { state: "unseen", words: "not watched" },
];
const WORDS: Record<Segment["state"], string> = {
  ready: "Ready",
  "not-ready": "Not ready",
  restarting: "Restarting",
  pending: "Pending",
  evicted: "Evicted",
  gone: "Gone",
  unseen: "Not watched",
};

const TONES: Record<Segment["state"], string> = {
  ready: "",
  "not-ready": "text-reduced",
  restarting: "text-starting",
  pending: "text-starting",
  evicted: "text-down",
  gone: "text-text-3",
  unseen: "text-unknown",
};

const lasted = (segment: Segment, to: number): number =>
  Math.max(0, Math.min(segment.to ?? to, to) - segment.from);

/** Its state now: how long it was ready in the range, or what it is instead. */
function StateNow({ pod, to }: { pod: PodHealthView; to: number }) {
  const now = pod.segments.at(-1);
  if (now === undefined) return <span className="text-unknown">not watched</span>;
  const ready = pod.segments
    .filter((each) => each.state === "ready")
    .reduce((sum, each) => sum + lasted(each, to), 0);
  if (now.state === "ready") return <>Ready {formatDuration(ready)}</>;
  return <span className={TONES[now.state]}>{WORDS[now.state]}</span>;
}

/** The last trouble of the range with its time and reason. */
function LastTrouble({ pod }: { pod: PodHealthView }) {
  const trouble = pod.segments.findLast((each) => each.state !== "ready" && each.state !== "unseen");
  if (trouble === undefined) return null;
  return (
    <>
      <ClockTime at={trouble.from} /> {WORDS[trouble.state].toLowerCase()}
      {trouble.reason === null ? "" : `: ${trouble.reason}`}
    </>
  );
}

function glyphOf(pod: PodHealthView, roles: PodHealthPanelProps["roles"]) {
  if (pod.component === "vttablet") return <RoleGlyph role={roles[pod.pod] ?? "unknown"} />;
  if (pod.component === "etcd" || pod.component === "vtgate") return <RoleGlyph role={pod.component} />;
  return <span className="size-3.5 flex-none" />;
}

function Key() {
  return (
    <span className="flex flex-wrap gap-x-3 max-mid:w-full max-mid:pb-1.5">
      {KEY.map((each) => (
        <span key={each.state} className="inline-flex items-center gap-1.5">
          <PodStrip
            segments={[{ from: 0, to: 1, state: each.state, reason: null }]}
            from={0}
            to={1}
            className="w-4"
            label=""
          />
          {each.words}
        </span>
      ))}
    </span>
  );
}

const COLUMNS =
  "mid:grid-cols-[208px_minmax(0,1fr)_116px] desk:grid-cols-[208px_minmax(0,1fr)_116px_224px] min-[1300px]:grid-cols-[208px_minmax(0,1fr)_116px_292px]";

/** One strip a pod over the range, with its state and its last trouble in words beside it. */
export function PodHealthPanel({ pods, from, to, roles, at }: PodHealthPanelProps) {
  return (
    <Panel title="Pod health" note={countOf(pods.length, "pod")} end={<Key />}>
      {pods.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">No pod was watched in this range.</p>
      ) : (
        <ul className="divide-y divide-line">
          {pods.map((pod) => (
            <li
              key={pod.pod}
              className={classNames(
                "grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-0.5 px-3.5 py-1.5",
                COLUMNS,
              )}
            >
              <span className="flex min-w-0 items-center gap-2">
                {glyphOf(pod, roles)}
                <span className="mono cut" title={pod.pod}>
                  {cutMiddle(pod.pod, NAME_MAX)}
                </span>
              </span>
              <PodStrip
                className="w-full max-mid:order-1 max-mid:col-span-2"
                segments={pod.segments}
                from={from}
                to={to}
                at={at}
                label={`Health of ${pod.pod} over the range`}
              />
              <span className="max-mid:text-right">
                <StateNow pod={pod} to={to} />
              </span>
              <span className="order-2 text-12 text-text-3 wrap-anywhere max-desk:col-span-full">
                <LastTrouble pod={pod} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div
        className={classNames("grid gap-x-4 border-t border-line px-3.5 py-1.5 text-12 text-text-3", COLUMNS)}
      >
        <span className="max-mid:hidden" />
        <span className="flex justify-between">
          <ClockTime at={from} />
          <ClockTime at={(from + to) / 2} />
          <ClockTime at={to} />
        </span>
      </div>
    </Panel>
  );
}
