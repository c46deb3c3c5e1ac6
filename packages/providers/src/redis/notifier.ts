import { randomUUID } from 'node:crypto';
import type { Notifier, NotifyTopic } from '@holdfast/core/ports/notifier';
import { notifyTopics } from '@holdfast/core/ports/notifier';
import type { Redis } from 'ioredis';

export interface NotifierOptions {
  /** Absent: notifications stay within this process. */
  readonly redis: { readonly publisher: Redis; readonly subscriber: Redis } | null;
  /** Keeps installations that share a Redis apart. */
  readonly namespace: string;
}

/** Wakes local listeners at once and those of other processes through Redis; what is lost is found by polling. */
export function createNotifier(options: NotifierOptions): Notifier {
  const { redis, namespace } = options;
  const origin = randomUUID();
  const listeners = new Map<NotifyTopic, Set<() => void>>(notifyTopics.map((topic) => [topic, new Set()]));
  const channelOf = (topic: NotifyTopic): string => `${namespace}:notify:${topic}`;
  const topicOf = new Map(notifyTopics.map((topic) => [channelOf(topic), topic]));

  function wakeAll(topic: NotifyTopic): void {
    for (const wake of [...(listeners.get(topic) ?? [])]) wake();
  }

  if (redis) {
    const { subscriber } = redis;
    const subscribeAll = (): void => {
      // A failed subscription is tried again at the next 'ready'; until then polling is the floor.
      subscriber.subscribe(...topicOf.keys()).then(
        () => notifyTopics.forEach(wakeAll),
        () => undefined,
      );
    };
    subscriber.on('ready', subscribeAll);
    if (subscriber.status === 'ready') subscribeAll();
    subscriber.on('message', (channel: string, sender: string) => {
      const topic = topicOf.get(channel);
      if (topic !== undefined && sender !== origin) wakeAll(topic);
    });
  }

  return {
    publish: (topic) => {
      setImmediate(wakeAll, topic);
      redis?.publisher.publish(channelOf(topic), origin).catch(() => undefined); // polling is the floor
    },
    subscribe: (topic, wake) => {
      // A wrapper of its own, so that the same function may subscribe twice.
      const listener = (): void => wake();
      listeners.get(topic)?.add(listener);
      return () => {
        listeners.get(topic)?.delete(listener);
      };
    },
  };
}
