import type { CSSProperties } from "react";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";
import type { Rect } from "@/lib/domain/topology/slots";

/** Where a slot stands on the canvas. */
export function placeOf(rect: Rect): CSSProperties {
  return { left: rect.x, top: rect.y, width: rect.width, height: rect.height };
}

/** A slot that may move when the cluster changes: 320 ms, unless motion is reduced. */
export const MOVES =
  "transition-[left,top,width,height,opacity] duration-[320ms] ease-[cubic-bezier(.2,0,0,1)] motion-reduce:transition-none";

/** Where the zone is spoken of: "zone a", or that there is none. */
export const zoneWords = (zone: string | null, most?: number): string => zoneTitle(zone ?? "", most);
