import { mayWith } from '@holdfast/contract/auth/capabilities';
import { handBack as procedure } from '@holdfast/contract/drawer/drawer.procedures';
import { decideHandBack } from '../../domain/money/decide-receipt.ts';
import { defineExchange } from '../../usecase/define-exchange.ts';
import type { RuleDeps } from '../payment/rule-payment.ts';
import { loadDeskMoney } from './load-desk-money.ts';
import { applied, recordDeposit } from './record-deposit.ts';

/** Records what the desk has handed back. */
export function handBack({ caller, money }: RuleDeps) {
  return defineExchange({
    procedure,
    place: (input) => ({ subject: 'bill', subjectId: input.billId }),
    reasonOf: (input) => input.reason,
    prepare: (tx, input) => loadDeskMoney(tx, { ...input, amountMinor: -input.amountMinor }),
    call: async ({ row }, input, context) => {
      const { kind, amountMinor } = input;
      const mayRule = mayWith(row.reader_roles, 'payments.rule');
      const entered = { ...input, amountMinor: -amountMinor };
      await recordDeposit(money, context, row, entered, (bill) =>
        decideHandBack(bill, { kind, amountMinor, mayRule }),
      );
      return { kind: 'apply', answer: null };
    },
    apply: applied,
    answer: (booking) => booking,
    wakes: ['feed', 'operations', 'messages'],
  })(caller);
}
