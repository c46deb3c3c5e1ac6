import { useTranslation } from 'react-i18next';
import { reasonCodeOf } from './reason-code.ts';

/** Codes of the system in the reader's words; what a person wrote, and what is unknown here, stays as it is. */
export function useReasonWords(): (reason: string) => string {
  const { t } = useTranslation('staff');
  const wordOf = (code: string): string => {
    const known = reasonCodeOf(code);
    return known === null ? code : t(`reason.${known}`);
  };
  return (reason) => [...new Set(reason.split(', ').map(wordOf))].join(', ');
}
