import { randomUUID } from 'node:crypto';

/** Ids of rows that a command makes, so that a test can foresee them. */
export interface Ids {
  readonly next: () => string;
}

export const randomIds: Ids = { next: randomUUID };
