import type { PaymentRuling } from '@holdfast/contract/payment/payment.procedures';
import { type Decision, go, refuse } from '../../decision.ts';
import { isBlocked, unaskedMinor } from './ask-refunds.ts';
import type { Bill } from './bill.ts';
import type { Act } from './decide-money.ts';
import { netMinor, wrongOf } from './judge-money.ts';

/** What a person decides about one attempt, where there is something to decide. */
export function decideRuling(
  bill: Bill,
  attemptId: string,
  ruling: PaymentRuling,
  by: string,
): Decision<Act> {
  const attempt = bill.attempts.find(({ id }) => id === attemptId);
  if (!attempt) return refuse('NOT_FOUND', 'attempt');
  if (ruling === 'ask_again') {
    const amountMinor = unaskedMinor(bill, attempt);
    return isBlocked(bill, attempt, amountMinor) && amountMinor > 0
      ? go({ kind: 'ask_again', attemptId })
      : refuse('STATE_CONFLICT', 'no refund of it was refused');
  }
  if (netMinor(bill, attempt) <= 0) return refuse('STATE_CONFLICT', 'nothing of it is here');
  if (ruling === 'place' && attempt.currency !== bill.currency)
    return refuse('STATE_CONFLICT', 'a bill is paid in its own currency');
  return wrongOf(bill, attempt) === null
    ? refuse('STATE_CONFLICT', 'it counts already')
    : go({ kind: 'rule', attemptId, ruling, by });
}
