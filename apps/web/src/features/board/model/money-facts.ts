import type { AttemptState } from '@holdfast/contract/payment/payment.states';
import type { RefundState } from '@holdfast/contract/refund/refund.states';
import {
  IconArrowBackUp,
  IconBuildingBank,
  IconCircleCheck,
  IconCreditCard,
  IconExclamationCircle,
  IconLockOpen,
  IconQuestionMark,
  IconX,
} from '@tabler/icons-react';
import type { StateFacts } from '../../../components/state-facts.ts';

/** Colour and icon of one attempt to pay, in the families of `state-facts.ts`. */
export const attemptFacts: Record<AttemptState, StateFacts> = {
  created: { color: 'blue', icon: IconCreditCard },
  requires_action: { color: 'blue', icon: IconBuildingBank },
  failed: { color: 'gray', icon: IconX },
  authorized: { color: 'amber', icon: IconBuildingBank },
  captured: { color: 'green', icon: IconCircleCheck },
  voided: { color: 'slate', icon: IconLockOpen },
};

export const refundFacts: Record<RefundState, StateFacts> = {
  requested: { color: 'slate', icon: IconArrowBackUp },
  submitted: { color: 'slate', icon: IconBuildingBank },
  unknown: { color: 'violet', icon: IconQuestionMark },
  processed: { color: 'slate', icon: IconCircleCheck },
  failed: { color: 'red', icon: IconExclamationCircle },
};
