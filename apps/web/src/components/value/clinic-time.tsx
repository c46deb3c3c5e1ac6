import type { Locale } from '@holdfast/contract/locale';
import { useTranslation } from 'react-i18next';
import {
  formatDay,
  formatDayTime,
  formatLongDay,
  formatTime,
  zoneName,
  zonesDiffer,
} from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';

const styles = { dayTime: formatDayTime, time: formatTime, day: formatDay, longDay: formatLongDay };

interface ClinicTimeProps {
  readonly at: string;
  readonly timeZone: string;
  readonly style?: keyof typeof styles;
}

function text(at: string, locale: Locale, timeZone: string, style: keyof typeof styles): string {
  return styles[style](at, locale, timeZone);
}

/** A time on the clinic's clock; the zone is named when the viewer's clock shows another. */
export function ClinicTime({ at, timeZone, style = 'dayTime' }: ClinicTimeProps) {
  const { t } = useTranslation('product');
  const locale = useLocale();
  const time = text(at, locale, timeZone, style);
  const isZoned = style !== 'day' && style !== 'longDay' && zonesDiffer(at, timeZone);
  return (
    <time dateTime={at} className="hf-numbers">
      {isZoned ? t('time.zoned', { time, zone: zoneName(at, locale, timeZone) }) : time}
    </time>
  );
}
