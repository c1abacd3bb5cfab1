import { PodStrip } from "@/components/chart/pod-strip";
import { Panel } from "@/components/ui/panel";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { ClockTime } from "@/components/ui/clock-time";
import type { PodHealthView } from "@/lib/contract/views";
import { cutMiddle, formatDuration } from "@/lib/domain/format";

interface PodHealthPanelProps {
  pods: readonly PodHealthView[];
  /** Epoch milliseconds. */
  from: number;
  to: number;
  /** Roles of tablets by pod name, for the glyphs. */
  roles: Readonly<Record<string, "primary" | "replica" | "rdonly" | "unknown">>;
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

const lasted = (segment: Segment, to: number): number =>
  Math.max(0, Math.min(segment.to ?? to, to) - segment.from);

/** What the strip says in words: its state now, and the last trouble with its time and reason. */
function Says({ pod, to }: { pod: PodHealthView; to: number }) {
  const now = pod.segments.at(-1);
  const trouble = pod.segments.filter((each) => each.state !== "ready" && each.state !== "unseen").at(-1);
  const ready = pod.segments
    .filter((each) => each.state === "ready")
    .reduce((sum, each) => sum + lasted(each, to), 0);
  if (now === undefined) return <span className="text-unknown">not watched</span>;
  const bad = now.state !== "ready";
  return (
    <>
      <span className={bad ? "text-reduced" : undefined}>
        {bad ? WORDS[now.state] : `Ready ${formatDuration(ready)}`}
      </span>
      {trouble === undefined ? null : (
        <span className="text-12 text-text-3 wrap-anywhere">
          <ClockTime at={trouble.from} /> {WORDS[trouble.state].toLowerCase()}
          {trouble.reason === null ? "" : `: ${trouble.reason}`}
        </span>
      )}
    </>
  );
}

function glyphOf(pod: PodHealthView, roles: PodHealthPanelProps["roles"]) {
  if (pod.component === "vttablet") {
    const role = roles[pod.pod] ?? "replica";
    return <RoleGlyph role={role === "unknown" ? "replica" : role} />;
  }
  return <RoleGlyph role={pod.component === "etcd" ? "etcd" : "vtgate"} />;
}

/** One strip a pod over the range, with its state and its last trouble in words beside it. */
export function PodHealthPanel({ pods, from, to, roles }: PodHealthPanelProps) {
  return (
    <Panel
      title="Pod health"
      note={`${pods.length} ${pods.length === 1 ? "pod" : "pods"}`}
      end={
        <span className="flex flex-wrap gap-x-3 max-mid:hidden">
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
      }
    >
      {pods.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">No pod was watched in this range.</p>
      ) : (
        <ul className="divide-y divide-line">
          {pods.map((pod) => (
            <li
              key={pod.pod}
              className="grid items-center gap-x-4 gap-y-0.5 px-3.5 py-1.5 mid:grid-cols-[200px_minmax(0,1fr)_240px]"
            >
              <span className="flex min-w-0 items-center gap-2">
                {glyphOf(pod, roles)}
                <span className="mono cut" title={pod.pod}>
                  {cutMiddle(pod.pod, NAME_MAX)}
                </span>
              </span>
              <PodStrip
                segments={pod.segments}
                from={from}
                to={to}
                label={`Health of ${pod.pod} over the range`}
              />
              <span className="grid min-w-0">
                <Says pod={pod} to={to} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="grid gap-x-4 border-t border-line px-3.5 py-1.5 text-12 text-text-3 mid:grid-cols-[200px_minmax(0,1fr)_240px]">
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
