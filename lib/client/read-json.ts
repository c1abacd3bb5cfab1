/** An answer of Gantry that is a refusal. */
class HttpRefusal extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
    this.name = "HttpRefusal";
  }
}

/** Reads JSON of one of Gantry's own addresses; throws HttpRefusal for a status that is none of success. */
export async function readJson(path: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(path, { signal });
  if (!response.ok) throw new HttpRefusal(response.status);
  return response.json();
}

/** Whether Gantry did not know who asked: the session has ended, or the organization is closed to the person. */
export const isUnknownCaller = (error: unknown): boolean =>
  error instanceof HttpRefusal && error.status === 401;
