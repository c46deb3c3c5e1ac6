import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { MessageSender, OutgoingMessage, SendOutcome } from '@holdfast/core/ports/message-sender';
import { whatsappWebAccount } from '@holdfast/providers/whatsapp-web/open-account';
import type { MessageChannel } from '../src/composition.ts';

export interface LedgerLine {
  readonly messageId: string;
  readonly phoneE164: string;
  readonly text: string;
  readonly pid: number;
}

export function readLedger(file: string): LedgerLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line): LedgerLine => JSON.parse(line));
}

/** A channel double: one appended line is one message on a phone. A worker killed here sends no more. */
function ledgerSender(file: string, pauseMs: number): MessageSender {
  const sent = (message: OutgoingMessage): SendOutcome | undefined =>
    readLedger(file).some((line) => line.messageId === message.messageId)
      ? { kind: 'sent', proof: { externalId: `ledger-${message.messageId}`, tick: 'sent' } }
      : undefined;
  return {
    readiness: () => 'ready',
    send: async (message, arm) => {
      if (!(await arm())) return { kind: 'not_clicked', reason: 'not_armed', retryable: true };
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      appendFileSync(file, `${JSON.stringify({ ...message, pid: process.pid })}\n`);
      return sent(message) ?? { kind: 'unknown', reason: 'ledger_lost' };
    },
    lookUp: async (message) =>
      sent(message) ?? { kind: 'not_clicked', reason: 'not_in_the_ledger', retryable: true },
    readReceipts: async (_phone, ids) => ids.map((externalId) => ({ externalId, tick: 'delivered' })),
  };
}

export function ledgerChannel(file: string, pauseMs: number): MessageChannel {
  return () =>
    whatsappWebAccount(async ({ onState }) => {
      onState('ready');
      return { sender: ledgerSender(file, pauseMs), stop: async () => onState('stopped') };
    });
}
