import { keysOf } from '@holdfast/contract/words';
import {
  type Icon,
  IconArrowBackUp,
  IconBan,
  IconBuildingBank,
  IconCalendarDue,
  IconCheck,
  IconChecks,
  IconCircleCheck,
  IconCircleOff,
  IconClockHour4,
  IconClockOff,
  IconCoin,
  IconCreditCard,
  IconDoorEnter,
  IconExclamationCircle,
  IconFlask,
  IconHourglassLow,
  IconLockOpen,
  IconQuestionMark,
  IconRefresh,
  IconSend,
  IconStethoscope,
  IconUserOff,
  IconX,
} from '@tabler/icons-react';
import type { MachineName, StatesOf } from './states-of.ts';

export interface StateLook {
  readonly color: 'amber' | 'blue' | 'green' | 'teal' | 'violet' | 'slate' | 'red' | 'brown' | 'gray';
  readonly icon: Icon;
}

const needsAttention: StateLook = { color: 'red', icon: IconExclamationCircle };
const notKnown: StateLook = { color: 'violet', icon: IconQuestionMark };
const good: StateLook = { color: 'green', icon: IconCircleCheck };

type StateLooks = { readonly [M in MachineName]: Readonly<Record<StatesOf[M], StateLook>> };

/** Colour and icon of every state, for patient and staff pages alike. The words stand in the `product` catalogue. */
export const stateLooks: StateLooks = {
  booking: {
    held: { color: 'amber', icon: IconClockHour4 },
    awaiting_payment: { color: 'blue', icon: IconCreditCard },
    confirmed: good,
    checked_in: { color: 'teal', icon: IconDoorEnter },
    in_consultation: { color: 'violet', icon: IconStethoscope },
    completed: { color: 'slate', icon: IconCheck },
    expired: { color: 'gray', icon: IconClockOff },
    cancelled: { color: 'red', icon: IconX },
    no_show: { color: 'brown', icon: IconUserOff },
    rescheduled: { color: 'slate', icon: IconCalendarDue },
    declined: { color: 'red', icon: IconX },
  },
  money: {
    unpaid: { color: 'blue', icon: IconCreditCard },
    at_desk: { color: 'slate', icon: IconCoin },
    checking: notKnown,
    authorized: { color: 'amber', icon: IconBuildingBank },
    part_paid: { color: 'amber', icon: IconCoin },
    paid: good,
    nothing_taken: { color: 'gray', icon: IconCircleOff },
    refund_due: { color: 'amber', icon: IconArrowBackUp },
    refunding: { color: 'slate', icon: IconArrowBackUp },
    refunded: { color: 'slate', icon: IconArrowBackUp },
    refund_unknown: notKnown,
    refund_failed: needsAttention,
    wrong_amount: needsAttention,
    not_paid: needsAttention,
  },
  attempt: {
    created: { color: 'blue', icon: IconCreditCard },
    requires_action: { color: 'blue', icon: IconBuildingBank },
    failed: { color: 'gray', icon: IconX },
    authorized: { color: 'amber', icon: IconBuildingBank },
    captured: good,
    voided: { color: 'slate', icon: IconLockOpen },
  },
  refund: {
    requested: { color: 'slate', icon: IconArrowBackUp },
    submitted: { color: 'slate', icon: IconBuildingBank },
    unknown: notKnown,
    processed: { color: 'slate', icon: IconCircleCheck },
    failed: needsAttention,
    withdrawn: { color: 'slate', icon: IconX },
  },
  message: {
    queued: { color: 'blue', icon: IconClockHour4 },
    sending: { color: 'blue', icon: IconSend },
    retrying: { color: 'amber', icon: IconRefresh },
    unknown: notKnown,
    sent: { color: 'green', icon: IconCheck },
    delivered: { color: 'green', icon: IconChecks },
    read: { color: 'teal', icon: IconChecks },
    failed: needsAttention,
    suppressed: { color: 'gray', icon: IconBan },
  },
  webhook: {
    retrying: { color: 'amber', icon: IconRefresh },
    dead: needsAttention,
    applied: good,
    ignored: { color: 'gray', icon: IconCircleOff },
  },
  account: {
    pending: { color: 'amber', icon: IconClockHour4 },
    active: good,
    draining: { color: 'blue', icon: IconHourglassLow },
    closed: { color: 'gray', icon: IconCircleOff },
  },
  accountMode: {
    test: { color: 'slate', icon: IconFlask },
    live: { color: 'teal', icon: IconCoin },
  },
  whatsapp: {
    starting: notKnown,
    loading: notKnown,
    unresponsive: notKnown,
    ready: good,
    qr: needsAttention,
    conflict: needsAttention,
    unsupported: needsAttention,
    logged_out: needsAttention,
    paused: needsAttention,
    stopped: needsAttention,
  },
  health: { good, attention: needsAttention, unknown: notKnown },
};

export function lookOf<M extends MachineName>(machine: M, state: StatesOf[M]): StateLook {
  return stateLooks[machine][state];
}

/** Every state of a machine. */
export function statesOfMachine<M extends MachineName>(machine: M): readonly StatesOf[M][] {
  const looks: Readonly<Record<StatesOf[M], StateLook>> = stateLooks[machine];
  return keysOf(looks);
}
