import "server-only";
import type { LiveFrame } from "@/lib/contract/frames";

export interface SseEvent {
  id: string | null;
  frame: LiveFrame;
}

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** Chunks that may wait for a slow reader; below it the stream is cut, and the browser resumes by snapshot. */
const SLOWEST = -64;
const RETRY_MS = 2000;

/** One event on the wire. JSON holds no raw line break, so one `data:` line is enough. */
export function encodeEvent({ id, frame }: SseEvent): string {
  const head = id === null ? "" : `id: ${id.replaceAll(/[\r\n\0]/g, "")}\n`;
  return `${head}data: ${JSON.stringify(frame)}\n\n`;
}

/**
 * Turns events into a Server-Sent Events response. `start` gets a signal that fires when the reader left, was too slow,
 * or when `signal` (the request's) fires; it must end its events then.
 */
export function sseResponse(
  start: (signal: AbortSignal) => AsyncIterable<SseEvent>,
  signal: AbortSignal,
): Response {
  const encoder = new TextEncoder();
  const left = new AbortController();
  const both = AbortSignal.any([left.signal, signal]);
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      void pump(controller);
    },
    cancel() {
      left.abort();
    },
  });

  async function pump(controller: ReadableStreamDefaultController<Uint8Array>) {
    try {
      for await (const event of start(both)) {
        if (both.aborted) break;
        controller.enqueue(encoder.encode(encodeEvent(event)));
        if ((controller.desiredSize ?? 0) < SLOWEST) break;
      }
    } catch {
      // The reason is the producer's to log; the reader only sees the stream end and comes back.
    } finally {
      left.abort();
      try {
        controller.close();
      } catch {
        // Cancelled by the reader: there is nothing left to close.
      }
    }
  }

  return new Response(body, { headers: HEADERS });
}
