import "server-only";
import { z } from "zod";
import { Topic } from "@/lib/contract/frames";

export type TopicKind = "overview" | "region" | "database" | "operation";
const Kind = z.enum(["overview", "region", "database", "operation"]);

/** One topic of one organization. `id` is null for the overview. */
export interface TopicRef {
  readonly organizationId: string;
  readonly kind: TopicKind;
  readonly id: string | null;
}

/** The most that one stream may follow; a browser has one stream for all of its tabs. */
export const MAX_TOPICS = 32;

const TopicList = z.array(Topic).min(1).max(MAX_TOPICS);

/** Reads the `topics` parameter of a stream's URL: comma separated, no topic twice. Null when it is not of the grammar. */
export function parseTopics(text: string): Topic[] | null {
  if (text.length > 4096) return null;
  const list = TopicList.safeParse([...new Set(text.split(","))]);
  return list.success ? list.data : null;
}

/** What a topic names. Throws ZodError for text that is no topic. */
export function topicRef(organizationId: string, topic: Topic): TopicRef {
  const [kind, id] = Topic.parse(topic).split(":");
  return { organizationId, kind: Kind.parse(kind), id: id ?? null };
}

/** The topic's text for a thing, as it stands in URLs and frames. */
export function topicOf(kind: TopicKind, id: string | null): Topic {
  return Topic.parse(kind === "overview" ? "overview" : `${kind}:${id}`);
}
