import type { User } from "./user";

/** How a write is made. */
export interface WriteOptions {
  user: User;
  /** The field manager. */
  manager: string;
  dryRun?: boolean;
  validation?: "Strict" | "Warn" | "Ignore";
  warn?: (message: string) => void;
}
