import { type Balance, type MoneySum, type Movement, noMoney, sumsOf } from './balance.ts';
import type { Book, CaptureRecord, OrderRecord, PaymentRecord, RefundRecord } from './book.ts';

export interface RazorpayLedger {
  orders: OrderRecord[];
  payments: PaymentRecord[];
  captures: CaptureRecord[];
  refunds: RefundRecord[];
  movements: Movement[];
  totals: {
    capturesPerOrder: Record<string, number>;
    refundsPerPayment: Record<string, { count: number; amount: number }>;
    ordersPerReceipt: Record<string, number>;
    /** gross, fee and net by payment id */
    moneyPerPayment: Record<string, MoneySum>;
    /** the same of the whole account, by currency */
    moneyPerCurrency: Record<string, MoneySum>;
  };
  /** the merchant's balance by currency, of those that moved */
  balances: Record<string, number>;
  /** plain sentences; empty when no money was captured or refunded twice and every figure adds up */
  violations: string[];
}

function totalsOf(book: Book): RazorpayLedger['totals'] {
  const capturesPerOrder: Record<string, number> = {};
  for (const { orderId } of book.captures) {
    if (orderId !== null) capturesPerOrder[orderId] = (capturesPerOrder[orderId] ?? 0) + 1;
  }
  const refundsPerPayment: Record<string, { count: number; amount: number }> = {};
  for (const { entity } of book.refunds.values()) {
    if (entity.status === 'failed') continue;
    const sum = refundsPerPayment[entity.payment_id] ?? { count: 0, amount: 0 };
    refundsPerPayment[entity.payment_id] = { count: sum.count + 1, amount: sum.amount + entity.amount };
  }
  const ordersPerReceipt: Record<string, number> = {};
  for (const { entity } of book.orders.values()) {
    if (entity.receipt !== null)
      ordersPerReceipt[entity.receipt] = (ordersPerReceipt[entity.receipt] ?? 0) + 1;
  }
  const { perPayment: moneyPerPayment, perCurrency: moneyPerCurrency } = sumsOf(book.movements);
  return { capturesPerOrder, refundsPerPayment, ordersPerReceipt, moneyPerPayment, moneyPerCurrency };
}

/** Captured payments that were not refunded in full. */
function keptPayments(book: Book, orderId: string): number {
  return book.paymentsOf(orderId).filter(({ entity }) => entity.captured && entity.refund_status !== 'full')
    .length;
}

interface Figure {
  figure: string;
  says: number;
  was: number;
}

/** What a payment tells of itself against what moved in the balance because of it. */
function contradictionsOf({ entity }: PaymentRecord, moved: MoneySum): string[] {
  const { id, amount, amount_refunded: refunded, captured, fee } = entity;
  const told: Figure[] = [
    { figure: 'gross', says: captured ? amount : 0, was: moved.gross },
    { figure: 'refunded', says: captured ? refunded : 0, was: moved.refunded },
  ];
  if (fee !== null) told.push({ figure: 'fee', says: fee, was: moved.fee });
  return told
    .filter(({ says, was }) => says !== was)
    .map(({ figure, says, was }) => `payment ${id} tells ${figure} ${says}, its balance moved ${was}`);
}

function violationsIn(totals: RazorpayLedger['totals'], book: Book): string[] {
  const found: string[] = [];
  for (const [receipt, count] of Object.entries(totals.ordersPerReceipt)) {
    if (count > 1) found.push(`receipt ${receipt} has ${count} orders`);
  }
  for (const [paymentId, sum] of Object.entries(totals.refundsPerPayment)) {
    const amount = book.payments.get(paymentId)?.entity.amount ?? 0;
    if (sum.amount > amount) found.push(`payment ${paymentId} of ${amount} was refunded ${sum.amount}`);
  }
  for (const [orderId, count] of Object.entries(totals.capturesPerOrder)) {
    const kept = keptPayments(book, orderId);
    if (count > 1 && kept > 1) found.push(`order ${orderId} keeps ${kept} captured payments`);
  }
  for (const payment of book.payments.values())
    found.push(...contradictionsOf(payment, totals.moneyPerPayment[payment.entity.id] ?? noMoney));
  return found;
}

export function ledgerOf(book: Book, balance: Balance): RazorpayLedger {
  const totals = totalsOf(book);
  const currencies = Object.keys(totals.moneyPerCurrency);
  return {
    orders: [...book.orders.values()],
    payments: [...book.payments.values()],
    captures: [...book.captures],
    refunds: [...book.refunds.values()],
    movements: [...book.movements],
    totals,
    balances: Object.fromEntries(currencies.map((currency) => [currency, balance.of(currency)])),
    violations: violationsIn(totals, book),
  };
}

/** Somebody else's figures of our payments. */
export type OtherBook = Readonly<
  Record<string, Readonly<Pick<MoneySum, 'gross' | 'fee' | 'refunded' | 'net'>>>
>;

/** Where another book tells of a payment something else than the bank's, or nothing at all; plain sentences. */
export function differencesFrom(book: Book, other: OtherBook): string[] {
  const { perPayment } = sumsOf(book.movements);
  const ids = new Set([...Object.keys(perPayment), ...Object.keys(other)]);
  return [...ids].flatMap((id) => {
    const [ours, theirs] = [perPayment[id] ?? noMoney, other[id] ?? noMoney];
    return (['gross', 'fee', 'refunded', 'net'] as const)
      .filter((figure) => ours[figure] !== theirs[figure])
      .map((figure) => `payment ${id}: ${figure} ${ours[figure]} here, ${theirs[figure]} there`);
  });
}
