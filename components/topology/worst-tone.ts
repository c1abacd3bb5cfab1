import type { Tone } from "@/lib/contract/topology";

/** Tones with the worst first. */
const WORST_FIRST: readonly Tone[] = ["down", "unknown", "reduced", "starting", "leaving", "serving"];

/** 0 for the worst. */
export const rankOf = (tone: Tone): number => WORST_FIRST.indexOf(tone);

/** The worst of a group speaks for it. */
export function worstTone(pods: readonly { tone: Tone }[]): Tone {
  return WORST_FIRST.find((tone) => pods.some((pod) => pod.tone === tone)) ?? "unknown";
}

/** "2 ready", "1 of 2 ready", and of what cannot be seen now only that it was there. */
export function readyWords(pods: readonly { tone: Tone; ready: boolean }[]): string {
  if (pods.some((pod) => pod.tone === "unknown")) return `${pods.length} unknown`;
  const ready = pods.filter((pod) => pod.ready).length;
  return ready === pods.length ? `${ready} ready` : `${ready} of ${pods.length} ready`;
}
