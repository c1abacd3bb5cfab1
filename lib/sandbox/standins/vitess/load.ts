import { createHash } from "node:crypto";

/** A number in [0, 1) that is the same for the same words: noise without state. */
export function draw(...words: (string | number)[]): number {
  return createHash("sha256").update(words.join("\0")).digest().readUInt32BE(0) / 2 ** 32;
}

const DAY_MS = 86_400_000;
const WEEKEND = 0.7;
const HOUR_PEAK = 0.06;

/**
 * How busy an application is at a moment, as a part of its daily peak: a day curve with its height in the afternoon (UTC),
 * quiet weekends, small peaks on the hour and half hour, and noise of a few percent. Same seed, same curve.
 */
export function busyness(seed: string, at: number): number {
  const day = (at % DAY_MS) / DAY_MS;
  const curve = 0.55 + 0.45 * Math.sin(2 * Math.PI * (day - 0.375));
  const weekday = new Date(at).getUTCDay();
  const week = weekday === 0 || weekday === 6 ? WEEKEND : 1;
  const halfHour = (at % 1_800_000) / 60_000;
  const peak = halfHour < 2 ? HOUR_PEAK * (1 - halfHour / 2) : 0;
  const minute = 1 + 0.03 * (2 * draw(seed, "minute", Math.floor(at / 60_000)) - 1);
  const fiveSeconds = 1 + 0.08 * (2 * draw(seed, "five", Math.floor(at / 5000)) - 1);
  return Math.max(0.05, (curve + peak) * week) * minute * fiveSeconds;
}

/** Parts of all queries; they add up to 1. */
export const MIX = {
  replicaReads: 0.43,
  primaryReads: 0.44,
  inserts: 0.05,
  updates: 0.07,
  deletes: 0.01,
} as const;

export const WRITES = MIX.inserts + MIX.updates + MIX.deletes;

/** One core of mysqld serves about this many queries a second at the daily peak. */
export const QUERIES_PER_CORE = 600;

/** Median 2 ms and 99th percentile 11 ms at vtgate, as Slack published; a vttablet call is about 1 ms less. */
export const GATE_LATENCY = { medianSeconds: 0.002, sigma: 0.73 } as const;
export const TABLET_LATENCY = { medianSeconds: 0.0009, sigma: 0.8 } as const;
export const TRANSACTION_LATENCY = { medianSeconds: 0.004, sigma: 0.7 } as const;
export const CONNECT_LATENCY = { medianSeconds: 0.003, sigma: 0.5 } as const;

/** Duplicate keys and bad requests of the application, per query. */
export const APPLICATION_ERRORS = 5e-5;
export const CLIENTS_PER_GATE = 40;
