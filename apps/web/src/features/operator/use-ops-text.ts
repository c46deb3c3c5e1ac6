import { useTranslation } from 'react-i18next';
import { formatDayTime, viewerZone } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

/** The operator's texts; an operator has no clinic, so times are those of the device. */
export function useOpsText() {
  const { t } = useTranslation(['staff', 'product']);
  const locale = useLocale();
  const dayTime = (instant: string): string => formatDayTime(instant, locale, viewerZone());
  return { t, locale, dayTime };
}
