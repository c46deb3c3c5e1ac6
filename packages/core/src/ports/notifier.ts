/** What may have changed. A notification carries no data and may be lost: polling is the fallback. */
export const notifyTopics = ['feed', 'messages', 'bills', 'operations', 'webhooks'] as const;
export type NotifyTopic = (typeof notifyTopics)[number];

export interface Notifier {
  /** Fire and forget; never throws, never waits. */
  readonly publish: (topic: NotifyTopic) => void;
  /** Calls back on every notification of the topic, with Redis also on those of other processes. */
  readonly subscribe: (topic: NotifyTopic, wake: () => void) => () => void;
}
