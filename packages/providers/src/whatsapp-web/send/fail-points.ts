import { declareFailPoint } from '@holdfast/core/fail-points';

/** Where a test may break a send, in the order in which a send passes them. */
export const sendFailPoints = {
  openChatBefore: declareFailPoint('whatsapp.open-chat.before'),
  openChatAfter: declareFailPoint('whatsapp.open-chat.after'),
  insertTextAfter: declareFailPoint('whatsapp.insert-text.after'),
  armAfter: declareFailPoint('whatsapp.arm.after'),
  clickBefore: declareFailPoint('whatsapp.click.before'),
  clickAfter: declareFailPoint('whatsapp.click.after'),
  proofAfter: declareFailPoint('whatsapp.proof.after'),
} as const;
