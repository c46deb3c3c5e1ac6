import { z } from 'zod';

export const restOperations = [
  'create-order',
  'list-orders',
  'fetch-order',
  'update-order',
  'fetch-order-payments',
  'list-payments',
  'fetch-payment',
  'capture-payment',
  'create-refund',
  'list-refunds',
  'fetch-refund',
  'fetch-payment-refunds',
] as const;
export type RestOperation = (typeof restOperations)[number];

/** before = nothing happened at the provider, after = it happened and only the response is lost */
export const restKinds = [
  'error-500-before',
  'error-500-after',
  'timeout-before',
  'timeout-after',
  'reset-before',
  'reset-after',
  'html-502',
  'rate-limit',
  'conflict',
  'refuse',
  'slow',
] as const;
export type RestKind = (typeof restKinds)[number];

export const webhookKinds = [
  'duplicate',
  /** sent `delayMs` later on the provider's clock */
  'delay',
  'drop',
  'reorder',
  /** kept until it is released by its id, or with all others */
  'hold',
  'bad-signature',
  /** an earlier event's body, rightly signed, is sent first under this event's id */
  'old-body',
] as const;
export const payKinds = [
  'late',
  'failed-then-captured',
  'second-capture',
  'wrong-amount',
  'wrong-currency',
  'auto-refund',
  'stay-authorized',
] as const;
export type PayKind = (typeof payKinds)[number];
export const refundKinds = ['stay-pending', 'fail', 'processed-at-once'] as const;

/** Kinds that each operation supports; the control page is built from it too. */
export const kindsOf: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(restOperations.map((operation) => [operation, restKinds])),
  '*': restKinds,
  webhook: webhookKinds,
  pay: payKinds,
  'settle-refund': refundKinds,
};

const operations = ['*', 'webhook', 'pay', 'settle-refund', ...restOperations] as const;

export const misbehaveInput = z
  .strictObject({
    /** `*` = the next REST call of any operation */
    operation: z.enum(operations),
    kind: z.enum([...restKinds, ...webhookKinds, ...payKinds, ...refundKinds]),
    /** for how many calls, events or payments */
    times: z.int().min(1).max(1000).default(1),
    delayMs: z
      .int()
      .min(0)
      .max(400 * 86_400_000)
      .optional(),
    /** extra deliveries of one event, for `duplicate` */
    copies: z.int().min(1).max(100).optional(),
    /** only this event type, for `webhook` */
    event: z.string().min(1).max(60).optional(),
    /** only events of this order, or only calls that name this id in their path */
    of: z.string().min(1).max(60).optional(),
    /** what `refuse` says instead of its own words */
    status: z.literal([400, 401, 403, 404, 408, 409, 422]).optional(),
    description: z.string().min(1).max(300).optional(),
    reason: z.string().min(1).max(100).optional(),
  })
  .refine((input) => kindsOf[input.operation]?.includes(input.kind) === true, {
    path: ['kind'],
    message: 'this operation does not know this kind',
  });

export type MisbehaveInput = z.input<typeof misbehaveInput>;
export type Misbehaviour = z.output<typeof misbehaveInput>;

const isPay = (one: Misbehaviour): one is Misbehaviour & { kind: PayKind } =>
  one.operation === 'pay' && payKinds.some((kind) => kind === one.kind);

/** First in, first out per operation: every call takes at most one. */
export function createMisbehaviours() {
  let queue: Misbehaviour[] = [];

  function spend<T extends Misbehaviour>(behaviour: T | undefined): T | null {
    if (behaviour === undefined) return null;
    behaviour.times -= 1;
    if (behaviour.times === 0) queue.splice(queue.indexOf(behaviour), 1);
    return behaviour;
  }
  const take = (matches: (one: Misbehaviour) => boolean): Misbehaviour | null => spend(queue.find(matches));

  return {
    add: (input: MisbehaveInput): Misbehaviour => {
      const behaviour = misbehaveInput.parse(input);
      queue.push(behaviour);
      return behaviour;
    },
    list: (): Misbehaviour[] => queue.map((behaviour) => ({ ...behaviour })),
    clear: (): void => {
      queue = [];
    },
    takeRest: (operation: RestOperation, path: string): Misbehaviour | null =>
      take(
        (one) =>
          (one.operation === operation || one.operation === '*') &&
          (one.of === undefined || path.split('/').includes(one.of)),
      ),
    takeWebhook: ({ type, orderId }: { type: string; orderId: string | null }): Misbehaviour | null =>
      take(
        (one) =>
          one.operation === 'webhook' &&
          (one.event === undefined || one.event === type) &&
          (one.of === undefined || one.of === orderId),
      ),
    takePay: (): (Misbehaviour & { kind: PayKind }) | null => spend(queue.find(isPay)),
    takeRefund: (): Misbehaviour | null => take((one) => one.operation === 'settle-refund'),
  };
}
export type Misbehaviours = ReturnType<typeof createMisbehaviours>;
