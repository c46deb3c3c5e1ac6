/** Every declared fail point with the journeys that break it, for each program that can reach it. */
export type Journey =
  | 'hold'
  | 'hold-again'
  | 'confirm'
  | 'webhook'
  | 'refund'
  | 'reconcile'
  | 'send'
  | 'browser-send';

type Rows = Readonly<Record<string, readonly Journey[]>>;

const pair = (name: string): [string, string] => [`${name}.before`, `${name}.after`];
const rows = (points: readonly string[], ...journeys: Journey[]): Rows =>
  Object.fromEntries(points.map((point) => [point, journeys]));

const transaction = ['tx.begin.after', 'tx.commit.before', 'tx.commit.after'];

export const brokenIn: Readonly<Record<'api' | 'worker', Rows>> = {
  api: {
    ...rows(pair('tx.single'), 'hold', 'webhook'),
    ...rows(transaction, 'hold', 'confirm'),
    ...rows(pair('razorpay.find-order'), 'hold-again'),
    ...rows(pair('razorpay.create-order'), 'hold'),
    ...rows(pair('razorpay.fetch-attempt'), 'confirm'),
  },
  worker: {
    ...rows(transaction, 'refund', 'reconcile', 'send'),
    ...rows(pair('razorpay.fetch-attempt'), 'refund'),
    ...rows(pair('razorpay.fetch-refunds'), 'refund'),
    ...rows(pair('razorpay.submit-refund'), 'refund'),
    ...rows(pair('razorpay.fetch-attempts'), 'reconcile'),
    ...rows(pair('razorpay.capture'), 'reconcile'),
    ...rows(pair('razorpay.list-attempts'), 'reconcile'),
    ...rows(pair('razorpay.list-refunds'), 'reconcile'),
    ...rows(pair('queue.enqueue'), 'send'),
    ...rows(['message.lease.after', ...pair('message.settle')], 'send'),
    ...rows(
      [
        ...pair('whatsapp.open-chat'),
        'whatsapp.insert-text.after',
        'whatsapp.arm.after',
        ...pair('whatsapp.click'),
        'whatsapp.proof.after',
      ],
      'browser-send',
    ),
  },
};

const heldByTheOther = 'the other program calls it';

/** Reads of the adapter that no journey comes to; the first that does gets a row above. */
export const notCalledYet: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    pair('razorpay.fetch-order').map((point) => [point, 'asked only about an order that no hold has made']),
  ),
  ...Object.fromEntries(pair('razorpay.probe').map((point) => [point, 'no use case calls it yet'])),
};

/** Declared because the module is loaded, but never reached in that program. */
export const unreachable: Readonly<Record<'api' | 'worker', Readonly<Record<string, string>>>> = {
  api: {
    ...notCalledYet,
    ...Object.fromEntries(
      ['fetch-attempts', 'fetch-refunds', 'list-attempts', 'list-refunds', 'submit-refund', 'capture']
        .flatMap((operation) => pair(`razorpay.${operation}`))
        .map((point) => [point, heldByTheOther]),
    ),
  },
  worker: {
    ...notCalledYet,
    ...Object.fromEntries(
      ['find-order', 'create-order']
        .flatMap((operation) => pair(`razorpay.${operation}`))
        .map((point) => [point, heldByTheOther]),
    ),
    ...Object.fromEntries(
      pair('tx.single').map((point) => [point, 'no verb of the worker is one statement']),
    ),
  },
};

export function pointsOf(app: 'api' | 'worker', journey: Journey): string[] {
  return Object.entries(brokenIn[app])
    .filter(([, journeys]) => journeys.includes(journey))
    .map(([point]) => point);
}
