import type { Action } from "@/e2e/second-organization/surface";

/** Who asks, and from where the request pretends to come. */
export interface Caller {
  /** Ends up in messages: "a stranger", "nobody". */
  name: string;
  cookie: string | null;
  origin: string;
}

export interface Answer {
  /** The request in words, for messages. */
  request: string;
  status: number;
  location: string | null;
  /** Headers and body, as far as they came. */
  text: string;
}

/** A stream never ends; what it has to say at first comes well within this. */
const STREAM_MS = 1500;

async function readSome(response: Response, isStream: boolean, stop: AbortController): Promise<string> {
  if (!isStream) return response.text();
  const timer = setTimeout(() => stop.abort(), STREAM_MS);
  let text = "";
  try {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
  return text;
}

const headersOf = ({ cookie, origin }: Caller): Record<string, string> => ({
  origin,
  ...(cookie === null ? {} : { cookie }),
});

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** The first answer to a navigation inside of the console: where its cacheable form is. */
const isOwnForm = (location: string | null): location is string => /[?&]_rsc\b/.test(location ?? "");

/** Asks for a page as the browser does when a person follows a link inside of the console. */
export async function askByLink(base: string, address: string, caller: Caller): Promise<Answer> {
  const headers = { rsc: "1" };
  const first = await ask(base, address, caller, { headers });
  return isOwnForm(first.location) ? ask(base, first.location, caller, { headers }) : first;
}

/** Sends one request and takes all of its answer: the head, and the body or the beginning of a stream. */
export async function ask(
  base: string,
  address: string,
  caller: Caller,
  request: Asked = {},
): Promise<Answer> {
  const { method = "GET", headers = {}, body } = request;
  const stop = new AbortController();
  const response = await fetch(`${base}${address}`, {
    method,
    headers: { ...headersOf(caller), ...headers },
    redirect: "manual",
    signal: stop.signal,
    ...(body === undefined ? {} : { body }),
  });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") === true;
  const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  return {
    request: `${caller.name}: ${method} ${address}`,
    status: response.status,
    location: response.headers.get("location"),
    text: `${head}\n\n${await readSome(response, isStream, stop)}`,
  };
}

export interface ActionAnswer extends Answer {
  /** "ok", the code of a refusal, or null when the action was not reached. */
  outcome: string | null;
}

/** Calls a server action as the browser does; React sends plain values as JSON. */
export async function callAction(
  base: string,
  address: string,
  action: Action,
  caller: Caller,
  args: readonly unknown[],
): Promise<ActionAnswer> {
  const answer = await ask(base, address, caller, {
    method: "POST",
    headers: {
      "next-action": action.id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
    },
    body: JSON.stringify(args),
  });
  const result = /"ok":(true|false)(?:,"code":"(\w+)")?/.exec(answer.text);
  const outcome = result === null ? null : result[1] === "true" ? "ok" : (result[2] ?? null);
  return { ...answer, request: `${answer.request} ${action.name}`, outcome };
}
