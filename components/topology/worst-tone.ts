import type { Tone } from "@/lib/contract/topology";

/** Tones with the worst first. */
const WORST_FIRST: readonly Tone[] = ["down", "unknown", "reduced", "starting", "leaving", "serving"];

/** 0 for the worst. */
export const rankOf = (tone: Tone): number => WORST_FIRST.indexOf(tone);

/** The worst of a group speaks for it. */
export function worstTone(pods: readonly { tone: Tone }[]): Tone {
  return WORST_FIRST.find((tone) => pods.some((pod) => pod.tone === tone)) ?? "unknown";
}
