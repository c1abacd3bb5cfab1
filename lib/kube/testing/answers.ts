import type { IncomingMessage, ServerResponse } from "node:http";

/** A request as a test server tells it. */
export interface Seen {
  path: string;
  query: URLSearchParams;
  isWatch: boolean;
}

export type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** Answers with a Kubernetes Status. */
export function refuse(code: number, reason: string, headers: Record<string, string> = {}): Answer {
  const body = {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    message: `told to say ${code}`,
    reason,
    code,
  };
  return (_, res) => {
    res.writeHead(code, { "content-type": "application/json", ...headers });
    res.end(JSON.stringify(body));
  };
}

/** Answers with this text as JSON. */
export function reply(text: string): Answer {
  return (_, res) => {
    res.writeHead(200, { "content-type": "application/json" });
    res.end(text);
  };
}
