import { receivePayment as procedure } from '@holdfast/contract/drawer/drawer.procedures';
import { refusalError } from '../../decision.ts';
import { decideTakePayment } from '../../domain/booking/decide-booking.ts';
import { decideReceipt } from '../../domain/money/decide-receipt.ts';
import { defineExchange } from '../../usecase/define-exchange.ts';
import type { RuleDeps } from '../payment/rule-payment.ts';
import { loadDeskMoney } from './load-desk-money.ts';
import { applied, recordDeposit } from './record-deposit.ts';

/** Records what the desk has received. The caller's transactions check who asks; the reducer decides what it pays for. */
export function receivePayment({ caller, money }: RuleDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'bill', subjectId: input.billId }),
    prepare: async (tx, input) => {
      const loaded = await loadDeskMoney(tx, input);
      if (!loaded || loaded.isRecorded) return loaded;
      const { state, hold_expires_at: holdExpiresAt, server_now: now } = loaded.row;
      const holdExpired = holdExpiresAt !== null && holdExpiresAt <= now;
      const caller = { byDesk: true, byColleague: true, ownedByCaller: false };
      const decision = decideTakePayment({ ...caller, state, holdExpired });
      if (decision.kind === 'refuse') throw refusalError(decision);
      return loaded;
    },
    call: async ({ row }, input, context) => {
      await recordDeposit(money, context, row, input, (bill) => decideReceipt(bill, input.amountMinor));
      return { kind: 'apply', answer: null };
    },
    apply: applied,
    answer: (booking) => booking,
    wakes: ['feed', 'operations', 'messages'],
  })(caller);
}
