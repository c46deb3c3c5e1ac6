import { useTranslation } from 'react-i18next';
import { formatDate } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import classes from './slot-picker.module.css';

interface DayStripProps {
  readonly days: readonly { readonly date: string; readonly slots: readonly unknown[] }[];
  readonly chosen: string | null;
  readonly onChoose: (date: string) => void;
}

/** The days of a week with how many times are free on each. */
export function DayStrip({ days, chosen, onChoose }: DayStripProps) {
  const { t } = useTranslation('parts');
  const locale = useLocale();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid in every browser
    <div className={classes['days']} role="group" aria-label={t('slotPicker.days')}>
      {days.map(({ date, slots }) => (
        <button
          key={date}
          type="button"
          className={classes['day']}
          aria-pressed={date === chosen}
          disabled={slots.length === 0}
          onClick={() => onChoose(date)}
        >
          <span className={classes['weekday']}>{formatDate(date, locale, { weekday: 'short' })}</span>
          <span className={`${classes['number']} hf-numbers`}>
            {formatDate(date, locale, { day: 'numeric' })}
          </span>
          <span className={classes['free']}>{t('slotPicker.free', { count: slots.length })}</span>
        </button>
      ))}
    </div>
  );
}
