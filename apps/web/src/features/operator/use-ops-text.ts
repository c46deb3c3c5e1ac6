import { useTranslation } from 'react-i18next';
import { formatDayTime, viewerZone } from '../../lib/format-time.ts';
import { useLocale } from '../../lib/use-locale.ts';

/** The operator's texts; an operator has no clinic, so times are those of the device. */
export function useOpsText() {
  const { t } = useTranslation(['staff', 'common']);
  const locale = useLocale();
  const dayTime = (instant: string): string => formatDayTime(instant, locale, viewerZone());
  return { t, locale, dayTime };
}
