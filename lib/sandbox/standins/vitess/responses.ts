import type { PodRequest, PodResponse } from "@/lib/sandbox/pod-network";

/** A plain text answer of a pod. */
export function text(
  status: number,
  body: string,
  contentType = "text/plain; version=0.0.4; charset=utf-8",
): PodResponse {
  return { status, headers: { "content-type": contentType }, body };
}

/** The path of a request without its query. */
export function pathOf({ path }: PodRequest): string {
  return path.replace(/\?.*$/s, "");
}
