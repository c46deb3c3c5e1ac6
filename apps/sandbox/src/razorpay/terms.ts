import { z } from 'zod';
import {
  presetFeeBasisPoints,
  presetGiveBackAfterMs,
  presetStartBalanceMinor,
  presetTaxBasisPoints,
} from './defaults.ts';

const span = z
  .int()
  .min(0)
  .max(400 * 86_400_000);

/** What a merchant has agreed with the provider; it may change while the account is used. */
export const termsShape = z.strictObject({
  feeBasisPoints: z.int().min(0).max(10_000),
  /** of the fee */
  taxBasisPoints: z.int().min(0).max(10_000),
  /** `payer`: the payer is charged the order's amount and the fee on top */
  feeBearer: z.enum(['merchant', 'payer']),
  /** null = fee and tax are told with the capture; else the payment shows none until so much later */
  feeToldAfterMs: span.nullable(),
  /** what the provider does by itself with a second capture of one order */
  secondCapture: z.enum(['kept', 'given_back']),
  giveBackAfterMs: span,
  /** whether its own give-back is told by events, or only seen by looking */
  giveBackTold: z.enum(['by_webhook', 'silently']),
});
export type Terms = z.output<typeof termsShape>;

export const termsChanges = termsShape.partial();
export type TermsChanges = z.output<typeof termsChanges>;

export const presetTerms: Terms = {
  feeBasisPoints: presetFeeBasisPoints,
  taxBasisPoints: presetTaxBasisPoints,
  feeBearer: 'merchant',
  feeToldAfterMs: null,
  secondCapture: 'kept',
  giveBackAfterMs: presetGiveBackAfterMs,
  giveBackTold: 'by_webhook',
};

/** The terms with those changes that say something. */
export function withChanges(terms: Terms, changes: TermsChanges): Terms {
  const said = Object.entries(changes).filter(([, value]) => value !== undefined);
  return termsShape.parse({ ...terms, ...Object.fromEntries(said) });
}

export interface AccountTerms {
  terms: TermsChanges;
  startBalanceMinor: number;
}

export const presetAccountTerms: AccountTerms = { terms: {}, startBalanceMinor: presetStartBalanceMinor };
