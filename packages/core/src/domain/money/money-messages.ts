import { type MessageKind, messageKind } from '@holdfast/contract/message/message-kinds';
import { providerRefundState } from '@holdfast/contract/refund/provider-refund.states';
import type { Bill, ProviderRefund } from './bill.ts';
import { capturedMinor } from './judge-money.ts';

/** What the patient is told because the bill changed. */
export interface MoneyMessage {
  readonly bookingId: string;
  readonly kind: MessageKind;
  readonly amountMinor: number;
  readonly currency: string;
}

interface Sum {
  readonly amountMinor: number;
  readonly currency: string;
}

const isReturned = ({ state }: ProviderRefund): boolean => state === providerRefundState.processed;

/**
 * "On its way" when a refund is asked for, "returned" when the provider has returned it, by whomever it was made. Told in the
 * bill's own currency: money of another one is explained by the clinic.
 */
export function moneyMessages(before: Bill, after: Bill): MoneyMessage[] {
  const last = after.bookings.at(-1);
  if (!last || after.patientId === null) return [];
  const knownRequests = new Set(before.requests.map(({ id }) => id));
  const knownReturns = new Set(before.refunds.filter(isReturned).map(({ id }) => id));
  const captured = new Set(after.attempts.filter((one) => capturedMinor(one) > 0).map(({ id }) => id));
  const told = (kind: MessageKind, sums: readonly Sum[]): MoneyMessage[] => {
    const amountMinor = sums
      .filter(({ currency }) => currency === after.currency)
      .reduce((total, sum) => total + sum.amountMinor, 0);
    return amountMinor > 0 ? [{ bookingId: last.id, kind, amountMinor, currency: after.currency }] : [];
  };
  return [
    ...told(
      messageKind.refund_requested,
      after.requests.filter(({ id, isAskedAgain }) => !knownRequests.has(id) && !isAskedAgain),
    ),
    ...told(
      messageKind.refund_processed,
      after.refunds.filter(
        (refund) => isReturned(refund) && !knownReturns.has(refund.id) && captured.has(refund.attemptId),
      ),
    ),
  ];
}
