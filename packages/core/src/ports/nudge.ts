/** What may be worth a look now. A nudge carries no data and may be lost: polling is the floor. */
export const nudgeTopics = ['feed', 'messages', 'refunds', 'webhooks'] as const;
export type NudgeTopic = (typeof nudgeTopics)[number];

export interface Nudge {
  /** Fire and forget; never throws, never waits. */
  readonly publish: (topic: NudgeTopic) => void;
  /** Calls back on every nudge of the topic, also those of other processes when Redis is there. */
  readonly subscribe: (topic: NudgeTopic, wake: () => void) => () => void;
}
