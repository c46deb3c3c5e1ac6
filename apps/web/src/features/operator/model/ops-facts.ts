import type { MessageState } from '@holdfast/contract/message/message.states';
import type { WebhookState } from '@holdfast/contract/webhook/webhook.states';
import {
  IconBan,
  IconCheck,
  IconChecks,
  IconCircleCheck,
  IconCircleOff,
  IconClockHour4,
  IconExclamationCircle,
  IconQuestionMark,
  IconRefresh,
  IconSend,
} from '@tabler/icons-react';
import type { StateFacts } from '../../../components/state-facts.ts';
import type { Health } from './health.ts';

export const webhookFacts: Record<WebhookState, StateFacts> = {
  retrying: { color: 'amber', icon: IconRefresh },
  dead: { color: 'red', icon: IconExclamationCircle },
  applied: { color: 'green', icon: IconCircleCheck },
  ignored: { color: 'gray', icon: IconCircleOff },
};

export const messageFacts: Record<MessageState, StateFacts> = {
  queued: { color: 'blue', icon: IconClockHour4 },
  sending: { color: 'blue', icon: IconSend },
  retrying: { color: 'amber', icon: IconRefresh },
  unknown: { color: 'violet', icon: IconQuestionMark },
  sent: { color: 'green', icon: IconCheck },
  delivered: { color: 'green', icon: IconChecks },
  read: { color: 'teal', icon: IconChecks },
  failed: { color: 'red', icon: IconExclamationCircle },
  suppressed: { color: 'gray', icon: IconBan },
};

export const healthFacts: Record<Health, StateFacts> = {
  good: { color: 'green', icon: IconCircleCheck },
  attention: { color: 'red', icon: IconExclamationCircle },
  unknown: { color: 'violet', icon: IconQuestionMark },
};
