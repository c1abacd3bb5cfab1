/** The keys of the query cache, in one place. The cache belongs to one organization at a time. */
export const liveKey = (topic: string) => ["live", topic] as const;
export const readKey = (name: string, ...parts: readonly unknown[]) => ["read", name, ...parts] as const;
