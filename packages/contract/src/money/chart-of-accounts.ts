import { byName, keysOf } from '../words.ts';

/**
 * Accounts of the ledger. An entry above zero is a debit. `owner` names the rows that each account is kept for: one
 * balance per owner and currency.
 */
export const chartOfAccounts = {
  /** What lies at the provider, after its fees. */
  provider_balance: { class: 'asset', owner: 'provider_account' },
  /** Cash in a drawer of the desk. */
  cash_drawer: { class: 'asset', owner: 'drawer' },
  /** Cash of the clinic outside its drawers: in the safe, or on its way to the bank. */
  clinic_cash: { class: 'asset', owner: 'clinic' },
  /** Taken by the desk's card terminal, not yet paid out to the clinic. */
  card_terminal: { class: 'asset', owner: 'drawer' },
  /** Received for a bill and not yet earned. */
  patient_funds: { class: 'liability', owner: 'bill' },
  /** On its way back to a payer. */
  refund_due: { class: 'liability', owner: 'bill' },
  /** Money that lies at the provider and that no rule places: unknown, wrong or surplus. Never revenue. */
  suspense: { class: 'liability', owner: 'provider_account' },
  clinic_income: { class: 'income', owner: 'clinic' },
  provider_fees: { class: 'expense', owner: 'provider_account' },
  provider_fee_tax: { class: 'expense', owner: 'provider_account' },
  /** Counted in a drawer at its closing, above or below what the ledger says. */
  drawer_difference: { class: 'expense', owner: 'drawer' },
} as const;

export type LedgerAccount = keyof typeof chartOfAccounts;
export const ledgerAccounts = keysOf(chartOfAccounts);
export const ledgerAccount = byName(ledgerAccounts);
