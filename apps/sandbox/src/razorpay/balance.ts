import type { Clock } from './clock.ts';

export const movementKinds = [
  'payment',
  'refund',
  'refund_reversal',
  'fee_change',
  'dispute',
  'adjustment',
] as const;

/** One change of the merchant's balance: net = gross − fee, always. */
export interface Movement {
  kind: (typeof movementKinds)[number];
  paymentId: string | null;
  refundId: string | null;
  currency: string;
  /** what the payer paid or got back, signed as the merchant sees it */
  gross: number;
  /** includes tax */
  fee: number;
  tax: number;
  net: number;
  at: string;
}

export interface MoneySum {
  /** captured */
  gross: number;
  fee: number;
  tax: number;
  /** refunds that did not fail */
  refunded: number;
  /** what is left in the merchant's balance */
  net: number;
}

export const noMoney: Readonly<MoneySum> = { gross: 0, fee: 0, tax: 0, refunded: 0, net: 0 };

function plus(sum: MoneySum | undefined, movement: Movement): MoneySum {
  const { gross, fee, tax, refunded, net } = sum ?? noMoney;
  const isCapture = movement.kind === 'payment';
  const isRefund = movement.kind === 'refund' || movement.kind === 'refund_reversal';
  return {
    gross: gross + (isCapture ? movement.gross : 0),
    fee: fee + movement.fee,
    tax: tax + movement.tax,
    refunded: refunded - (isRefund ? movement.gross : 0),
    net: net + movement.net,
  };
}

export function sumsOf(movements: readonly Movement[]) {
  const perPayment: Record<string, MoneySum> = {};
  const perCurrency: Record<string, MoneySum> = {};
  for (const movement of movements) {
    const { paymentId, currency } = movement;
    if (paymentId !== null) perPayment[paymentId] = plus(perPayment[paymentId], movement);
    perCurrency[currency] = plus(perCurrency[currency], movement);
  }
  return { perPayment, perCurrency };
}

type NewMovement = Pick<Movement, 'kind' | 'currency' | 'gross'> & Partial<Movement>;

interface BalanceParts {
  readonly movements: Movement[];
  readonly startMinor: number;
  readonly clock: Clock;
}

/** The merchant's balance at the provider, one per currency; refunds are paid out of it. */
export function createBalance({ movements, startMinor, clock }: BalanceParts) {
  const sums = new Map<string, number>();
  let counted = 0;
  let first: Movement | undefined;

  /** Adds what has moved since the last look; a book that was replaced is counted from its start. */
  function count(): void {
    if (movements[0] !== first) {
      sums.clear();
      counted = 0;
    }
    [first] = movements;
    for (const { currency, net } of movements.slice(counted))
      sums.set(currency, (sums.get(currency) ?? startMinor) + net);
    counted = movements.length;
  }

  return {
    of: (currency: string): number => {
      count();
      return sums.get(currency) ?? startMinor;
    },
    move: (input: NewMovement): void => {
      const { fee = 0, tax = 0, paymentId = null, refundId = null } = input;
      movements.push({ ...input, fee, tax, paymentId, refundId, net: input.gross - fee, at: clock.iso() });
    },
  };
}
export type Balance = ReturnType<typeof createBalance>;
