import { z } from 'zod';

const delayMs = z.number().int().min(0).max(600_000);

/** Everything the stand-in can be told to do differently. Strict, so that a typo in a test is an error and not a no-op. */
export const behaviourSchema = z.strictObject({
  /** Two builds of the page's markup, as accounts see them side by side: `classic` ids and classes, `wds` bare ids and new icons. */
  generation: z.enum(['classic', 'wds']),
  /** What happens to new bubbles: `clock` is received but never acknowledged, `offline` waits in the page and leaves later. */
  bubble: z.enum(['normal', 'fail', 'clock', 'offline']),
  /** How many new bubbles the mode is for; null until changed. */
  bubbleTimes: z.number().int().min(1).nullable(),
  loadMs: delayMs,
  historyDelayMs: delayMs,
  ackDelayMs: delayMs,
  /** null: the phone is off, the second tick never comes. */
  deliverDelayMs: delayMs.nullable(),
  /** null: read only when "Mark as read" is pressed on the patient's phone. */
  readDelayMs: delayMs.nullable(),
  conflict: z.boolean(),
  restricted: z.boolean(),
  /** The box takes no synthetic paste, so that a driver needs another way to enter text. */
  ignorePaste: z.boolean(),
  /** The page throws all nodes of the open chat away and draws them anew, this often; null only on changes. */
  rerenderMs: z.number().int().min(20).max(60_000).nullable(),
  pairingLoadingMs: delayMs,
  qrRotateMs: z.number().int().min(100).max(600_000),
  /** After so many codes the page shows a reload button instead of a fresh one. */
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
