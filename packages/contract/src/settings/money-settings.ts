import { preset } from './define-settings.ts';
import { seconds, wholeNumber } from './kinds.ts';

/** Of every process that decides about money: all of them must have the same. */
export const moneySettings = {
  SURPLUS_GRACE_SECONDS: preset(seconds, '900', {
    meaning: 'How long money beyond the bill waits for the return that a provider makes by itself.',
  }),
  WRONG_MONEY_HOURS: preset(wholeNumber(1, 720), '48', {
    meaning: 'How long money of another amount or currency waits for a person before it goes back.',
  }),
  CAPTURE_GRACE_SECONDS: preset(seconds, '60', {
    meaning: 'How long an authorization waits for the capture that a provider makes by itself.',
  }),
  OPERATION_SLA_HOURS: preset(wholeNumber(1, 720), '24', {
    meaning: 'After how many hours a call to a provider without an outcome is shown to a person.',
  }),
};
