import { int, list, long, map, object, type Schema, text } from "@/lib/sandbox/manifests/schema";

/** Backups are not simulated yet: their kinds exist, so that what reads them finds none instead of a missing kind. */

const metadata: Schema = { type: "object" };
const time = text({ format: "date-time" });

export const vitessBackup = object({
  apiVersion: text(),
  kind: text(),
  metadata,
  spec: { type: "object" },
  status: object({
    complete: { type: "boolean" },
    engine: text(),
    finishedTime: time,
    position: text(),
    startTime: time,
    storageDirectory: text(),
    storageName: text(),
  }),
});

export const vitessBackupStorage = object({
  apiVersion: text(),
  kind: text(),
  metadata,
  spec: { type: "object" },
  status: object({ observedGeneration: long(), totalBackupCount: int() }),
});

export const vitessBackupSchedule = object({
  apiVersion: text(),
  kind: text(),
  metadata,
  spec: object({ cluster: text(), name: text(), schedule: text() }),
  status: object({ active: list({ type: "object" }), lastScheduledTimes: map(time) }),
});
