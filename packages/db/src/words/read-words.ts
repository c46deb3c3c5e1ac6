import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Capability, capabilityRoles, clinicRoles } from '@holdfast/contract/auth/capabilities';
import { currencyCodes } from '@holdfast/contract/country/countries';
import { locales } from '@holdfast/contract/locale-facts';
import type { Machine } from '@holdfast/contract/machine';
import {
  type MessageKind,
  messageChannels,
  messageKindFacts,
} from '@holdfast/contract/message/message-kinds';
import { chartOfAccounts, ledgerAccounts } from '@holdfast/contract/money/chart-of-accounts';
import { itemKinds } from '@holdfast/contract/money/items';
import { operationKinds } from '@holdfast/contract/money/operation.states';
import { defaultProvider, paymentProviders } from '@holdfast/contract/payment/payment-providers';
import { accountModes, feeBearers, secretPurposes } from '@holdfast/contract/payment/provider-accounts';
import { feedSubjects } from '@holdfast/contract/realtime/realtime.procedures';
import { refundReasons } from '@holdfast/contract/refund/refund.states';

/** Every word of the contract that SQL and the documents need, as plain data: tests pass changed ones. */
export interface Words {
  readonly machines: readonly Machine<string>[];
  readonly clinicRoles: readonly string[];
  readonly capabilityRoles: Readonly<Record<string, readonly string[]>>;
  readonly messageKinds: Readonly<Record<string, (typeof messageKindFacts)[MessageKind]>>;
  /** The provider of a new payment, by where its money is collected. */
  readonly defaultProvider: Readonly<Record<string, string>>;
  /** Accounts of the ledger: what they are, and for what they are kept. */
  readonly chartOfAccounts: Readonly<Record<string, { readonly class: string; readonly owner: string }>>;
  /** Lists without facts of their own, by the singular under which SQL checks them. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

function isMachine(value: unknown): value is Machine<string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'edges' in value &&
    'states' in value &&
    'isTerminal' in value
  );
}

/** Every machine of the contract, found by file name, so that a new one cannot be forgotten here. */
export async function readMachines(): Promise<Machine<string>[]> {
  const contractSource = path.dirname(fileURLToPath(import.meta.resolve('@holdfast/contract/machine')));
  const files = readdirSync(contractSource, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.states.ts'))
    .sort();
  const machines: Machine<string>[] = [];
  for (const file of files) {
    const exported: Record<string, unknown> = await import(
      pathToFileURL(path.join(contractSource, file)).href
    );
    machines.push(...Object.values(exported).filter(isMachine));
  }
  return machines.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export async function readWords(): Promise<Words> {
  const roles: Readonly<Record<Capability, readonly string[]>> = capabilityRoles;
  return {
    machines: await readMachines(),
    clinicRoles,
    capabilityRoles: roles,
    messageKinds: messageKindFacts,
    defaultProvider,
    chartOfAccounts,
    lists: {
      message_channel: messageChannels,
      locale: locales,
      currency: currencyCodes,
      feed_subject: feedSubjects,
      refund_reason: refundReasons,
      payment_provider: paymentProviders.map(({ name }) => name),
      fee_bearer: feeBearers,
      account_mode: accountModes,
      secret_purpose: secretPurposes,
      operation_kind: operationKinds,
      item_kind: itemKinds,
      ledger_account: ledgerAccounts,
    },
  };
}
