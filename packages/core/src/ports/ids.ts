import { randomUUID } from 'node:crypto';

/** Ids of rows that a command creates; a port, so that tests can predict them. */
export interface Ids {
  readonly next: () => string;
}

export const randomIds: Ids = { next: randomUUID };
