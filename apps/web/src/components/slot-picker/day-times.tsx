import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import classes from './slot-picker.module.css';
import { slotsByPart } from './slot-week.ts';

interface SlotLinksProps {
  readonly clinic: string;
  readonly timeZone: string;
  readonly slots: readonly Slot[];
  /** Named where the times are of several doctors. */
  readonly doctorName?: (doctorId: string) => string;
}

/** The free times of a day, by part of the day. A time is a link: it can be opened and shared. */
export function SlotLinks({ clinic, timeZone, slots, doctorName }: SlotLinksProps) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  return (
    <Stack gap="md">
      {slotsByPart(slots, timeZone).map(({ part, slots: ofPart }) => (
        <section key={part} aria-label={t(`times.${part}`)}>
          <Text size="sm" fw={600} c="dimmed" mb={6}>
            {t(`times.${part}`)}
          </Text>
          <div className={`${classes['slots']} ${doctorName ? classes['wide'] : ''}`}>
            {ofPart.map((slot) => {
              const time = formatTime(slot.startsAt, locale, timeZone);
              const doctor = doctorName?.(slot.doctorId);
              const price = formatMoney(slot.price, locale);
              return (
                <Link
                  key={`${slot.startsAt} ${slot.doctorId} ${slot.serviceId}`}
                  className={`${classes['slot']} hf-numbers`}
                  to="/clinics/$clinic/book"
                  params={{ clinic }}
                  search={{ doctor: slot.doctorId, service: slot.serviceId, at: slot.startsAt }}
                >
                  {time}
                  {doctor === undefined ? null : (
                    <small>
                      {doctor} · {price}
                    </small>
                  )}
                </Link>
              );
            })}
          </div>
        </section>
      ))}
    </Stack>
  );
}
