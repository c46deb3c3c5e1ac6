import { useTranslation } from 'react-i18next';

export function useCashText() {
  return useTranslation(['cash-desk', 'product', 'parts', 'staff']);
}
