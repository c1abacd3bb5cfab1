import { openLiveStream } from "@/lib/services/live-stream";
import { defineStream } from "@/lib/transport/stream";

export const dynamic = "force-dynamic";

/** `GET /api/live?org=<slug>&topics=a,b`: the frames of lib/contract/frames.ts as Server-Sent Events. */
export const GET = defineStream(openLiveStream);
