import { useTranslation } from 'react-i18next';
import { reasonCodeOf } from './reason-code.ts';

/** Words for reason codes; text written by a person and unknown codes stay as they are. */
export function useReasonWords(): (reason: string) => string {
  const { t } = useTranslation('staff');
  const wordOf = (code: string): string => {
    const known = reasonCodeOf(code);
    return known === null ? code : t(`reason.${known}`);
  };
  return (reason) => [...new Set(reason.split(', ').map(wordOf))].join(', ');
}
