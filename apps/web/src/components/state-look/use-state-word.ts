import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { MachineName, StatesOf } from './states-of.ts';

type Text = TFunction<'product'>;
type StateWords = { readonly [M in MachineName]: (t: Text, state: StatesOf[M]) => string };

/** One line for each machine, so that the compiler proves that the catalogue has a word for each of its states. */
const stateWords: StateWords = {
  booking: (t, state) => t(`state.booking.${state}`),
  money: (t, state) => t(`state.money.${state}`),
  attempt: (t, state) => t(`state.attempt.${state}`),
  refund: (t, state) => t(`state.refund.${state}`),
  message: (t, state) => t(`state.message.${state}`),
  webhook: (t, state) => t(`state.webhook.${state}`),
  account: (t, state) => t(`state.account.${state}`),
  accountMode: (t, state) => t(`state.accountMode.${state}`),
  whatsapp: (t, state) => t(`state.whatsapp.${state}`),
  health: (t, state) => t(`state.health.${state}`),
};

export function useStateWord() {
  const { t } = useTranslation('product');
  return <M extends MachineName>(machine: M, state: StatesOf[M]): string => stateWords[machine](t, state);
}
