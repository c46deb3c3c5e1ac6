import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { messageMachine } from '@holdfast/contract/message/message.states';
import { messageChannels, messageKinds } from '@holdfast/contract/message/message-kinds';
import { operationMachine } from '@holdfast/contract/money/operation.states';
import { attemptMachine, paymentMachine } from '@holdfast/contract/payment/payment.states';
import { feedSubjects } from '@holdfast/contract/realtime/realtime.procedures';
import { providerRefundMachine } from '@holdfast/contract/refund/provider-refund.states';
import { refundMachine, refundReasons } from '@holdfast/contract/refund/refund.states';
import { webhookMachine } from '@holdfast/contract/webhook/webhook.states';

export const machines = [
  bookingMachine,
  messageMachine,
  attemptMachine,
  paymentMachine,
  refundMachine,
  providerRefundMachine,
  operationMachine,
  webhookMachine,
];

export interface WordList {
  readonly name: string;
  readonly words: readonly string[];
}

/** Words that a row gets from a statement of ours, not from a person who chooses one. */
export const writtenLists: readonly WordList[] = [
  ...machines.map(({ name, states }) => ({ name: `${name} state`, words: [...states] })),
  { name: 'refund reason', words: [...refundReasons] },
  { name: 'message kind', words: [...messageKinds] },
  { name: 'message channel', words: [...messageChannels] },
  { name: 'feed subject', words: [...feedSubjects] },
];
