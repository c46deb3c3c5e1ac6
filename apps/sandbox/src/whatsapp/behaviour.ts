import { z } from 'zod';

const delayMs = z.number().int().min(0).max(600_000);

/** Configurable behaviour of the stand-in. Strict, so that a typo in a test is an error and not a no-op. */
export const behaviourSchema = z.strictObject({
  /** Two versions of the page's markup that coexist in production: `classic` ids and classes, `wds` bare ids and new icons. */
  generation: z.enum(['classic', 'wds']),
  /** What happens to new bubbles: `clock` is received but never acknowledged, `offline` waits in the page and leaves later. */
  bubble: z.enum(['normal', 'fail', 'clock', 'offline']),
  /** Number of new bubbles that the mode applies to; null: until changed. */
  bubbleTimes: z.number().int().min(1).nullable(),
  loadMs: delayMs,
  historyDelayMs: delayMs,
  ackDelayMs: delayMs,
  /** null: the phone is off and the second tick never appears. */
  deliverDelayMs: delayMs.nullable(),
  /** null: read only after "Mark as read" is pressed on the patient's phone. */
  readDelayMs: delayMs.nullable(),
  conflict: z.boolean(),
  restricted: z.boolean(),
  /** The box ignores synthetic paste, so that a driver needs another way to enter text. */
  ignorePaste: z.boolean(),
  /** Interval at which the page re-creates all nodes of the open chat; null: only on changes. */
  rerenderMs: z.number().int().min(20).max(60_000).nullable(),
  pairingLoadingMs: delayMs,
  qrRotateMs: z.number().int().min(100).max(600_000),
  /** After this many codes the page shows a reload button instead of a new one. */
  qrMaxRotations: z.number().int().min(1).max(1000),
});

export type Behaviour = z.infer<typeof behaviourSchema>;

export const defaultBehaviour: Behaviour = {
  generation: 'wds',
  bubble: 'normal',
  bubbleTimes: null,
  loadMs: 300,
  historyDelayMs: 0,
  ackDelayMs: 120,
  deliverDelayMs: 600,
  readDelayMs: null,
  conflict: false,
  restricted: false,
  ignorePaste: false,
  rerenderMs: null,
  pairingLoadingMs: 200,
  qrRotateMs: 20_000,
  qrMaxRotations: 30,
};
