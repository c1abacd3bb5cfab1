/** What a reader of logs asks for; the names are those of `pods/log`. */
export interface LogOptions {
  container: string;
  follow: boolean;
  previous: boolean;
  timestamps: boolean;
  tailLines?: number;
  sinceSeconds?: number;
  limitBytes?: number;
}

export interface LogTarget {
  node: string;
  namespace: string;
  pod: string;
  uid: string;
}

/** Logs that a kubelet will not give; the message becomes the API server's answer (400), as with a real kubelet. */
export class LogsRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LogsRefusedError";
  }
}

/** The kubelets' side of `pods/log`: pieces of text, ended by the kubelet or by `signal`. Throws LogsRefusedError. */
export type KubeletLogs = (
  target: LogTarget,
  options: LogOptions,
  signal: AbortSignal,
) => Promise<AsyncIterable<string>>;
