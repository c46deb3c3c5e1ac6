import type { RefusalClass } from '@holdfast/core/ports/provider-error';

interface Refused {
  readonly statusCode: number | null;
  readonly reason: string | null;
  readonly description: string | null;
}

interface Rule {
  readonly words: RegExp;
  readonly reason: string;
  readonly refusal: RefusalClass;
}

/**
 * A refusal is told by its reason where it has one and by its words, which most have alone. Only what is listed here is
 * for ever; a new wording is tried again until a person looks.
 */
const rules: readonly Rule[] = [
  { words: /more than 6 months old/i, reason: 'payment_too_old', refusal: 'forever' },
  { words: /fully refunded/i, reason: 'fully_refunded', refusal: 'forever' },
  { words: /greater than/i, reason: 'amount_too_large', refusal: 'forever' },
  {
    words: /less than (the )?minimum|must be (at least|atleast) INR/i,
    reason: 'amount_too_small',
    refusal: 'forever',
  },
  { words: /enough balance|insufficient balance/i, reason: 'insufficient_balance', refusal: 'for_now' },
];

/** Keys that are wrong or not permitted, and what is busy, say nothing about the request itself. */
const saysNothing: ReadonlySet<number> = new Set([401, 403, 408, 409, 429]);

const given = (reason: string | null): string | null => (reason === 'NA' ? null : reason);

export function classifyRefusal({ statusCode, reason, description }: Refused) {
  const isOfRequest = statusCode !== null && statusCode < 500 && !saysNothing.has(statusCode);
  const said = `${reason?.replaceAll('_', ' ') ?? ''} ${description ?? ''}`;
  const rule = isOfRequest ? rules.find(({ words }) => words.test(said)) : undefined;
  const refusal: RefusalClass = rule?.refusal ?? 'for_now';
  return { reason: given(reason) ?? rule?.reason ?? null, refusal };
}
