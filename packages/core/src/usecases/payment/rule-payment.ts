import { rulePayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import { attemptsOf, billOfPayment, findPayment } from '@holdfast/db/repos/payments.repo';
import { refusalError } from '../../decision.ts';
import { decideRuling } from '../../domain/money/decide-ruling.ts';
import { defineExchange } from '../../usecase/define-exchange.ts';
import { found, type UseCaseDeps, userOf } from '../../usecase.ts';
import { changeBill, type MoneyDeps } from '../money/change-bill.ts';
import { renderPayment } from './render-payment.ts';

export interface RuleDeps {
  readonly caller: UseCaseDeps;
  /** On the pool and role that write money. */
  readonly money: MoneyDeps;
}

/**
 * A person decides about money that no rule places. What follows is decided by the reducer on the bill as it is then; the
 * caller's own transactions check who asks, and record it.
 */
export function rulePayment({ caller, money }: RuleDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'payment', subjectId: input.paymentId }),
    reasonOf: (input) => input.reason,
    prepare: async (tx, input) => {
      const payment = await findPayment(tx, input.paymentId);
      if (!payment) return undefined;
      const billId = await billOfPayment(tx, payment.id);
      const attempts = await attemptsOf(tx, payment.clinic_id, billId);
      const attempt = attempts.find((one) => one.provider_payment_id === input.providerPaymentId);
      return attempt && { payment, billId, attemptId: attempt.id };
    },
    call: async ({ payment, billId, attemptId }, { ruling }, context) => {
      const by = userOf(context) ?? '';
      const place = { clinicId: payment.clinic_id, billId };
      await changeBill(money, 'system:refunds', context.requestId, place, (bill) => {
        const decision = decideRuling(bill, attemptId, ruling, by);
        if (decision.kind === 'refuse') throw refusalError(decision);
        return decision.kind === 'go' ? [decision.effect] : [];
      });
      return { kind: 'apply', answer: null };
    },
    apply: async (tx, { payment }) => ({
      output: await found(renderPayment(tx, payment.id), 'payment'),
      audited: { clinicId: payment.clinic_id, subjectId: payment.id },
    }),
    answer: (payment) => payment,
    wakes: ['feed', 'operations', 'messages'],
  })(caller);
}
