/** What may have changed. A notification carries no data and may be lost: polling is the fallback. */
export const nudgeTopics = ['feed', 'messages', 'refunds', 'webhooks'] as const;
export type NudgeTopic = (typeof nudgeTopics)[number];

export interface Nudge {
  /** Fire and forget; never throws, never waits. */
  readonly publish: (topic: NudgeTopic) => void;
  /** Calls back on every notification of the topic, with Redis also on those of other processes. */
  readonly subscribe: (topic: NudgeTopic, wake: () => void) => () => void;
}
