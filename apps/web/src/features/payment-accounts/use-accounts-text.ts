import { useTranslation } from 'react-i18next';

export function useAccountsText() {
  return useTranslation(['payment-accounts', 'product', 'parts', 'staff']);
}
