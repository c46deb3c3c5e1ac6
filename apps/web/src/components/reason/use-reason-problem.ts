import { serviceTerms } from '@holdfast/contract/service-terms';
import { useTranslation } from 'react-i18next';

/** What is wrong with a reason, or null. */
export function useReasonProblem(): (reason: string) => string | null {
  const { t } = useTranslation('parts');
  return (reason) => {
    const { length } = reason.trim();
    if (length < serviceTerms.reasonMinLetters) return t('reason.short');
    return length > serviceTerms.reasonMaxLetters ? t('reason.long') : null;
  };
}
