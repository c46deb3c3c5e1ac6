import { readPayment as procedure } from '@holdfast/contract/payment/payment.procedures';
import { defineQuery } from '../../usecase/define-query.ts';
import { renderPayment } from './render-payment.ts';

export const readPayment = defineQuery({
  procedure,
  place: (input) => ({ subject: 'payment', subjectId: input.paymentId }),
  read: (tx, input) => renderPayment(tx, input.paymentId),
});
