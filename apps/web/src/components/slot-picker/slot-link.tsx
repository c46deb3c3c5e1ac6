import type { Slot } from '@holdfast/contract/clinic/clinic.procedures';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatTime } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import classes from './slot-picker.module.css';

interface SlotLinkProps {
  readonly slot: Slot;
  readonly clinicSlug: string;
  readonly timeZone: string;
  /** Beside the time, where times of several doctors are shown. */
  readonly note?: ReactNode;
}

/** A free time that leads on to booking it: it can be opened in a tab and shared. */
export function SlotLink({ slot, clinicSlug, timeZone, note }: SlotLinkProps) {
  const locale = useLocale();
  return (
    <Link
      className={`${classes['slot']} hf-numbers`}
      to="/clinics/$clinic/book"
      params={{ clinic: clinicSlug }}
      search={{ doctor: slot.doctorId, service: slot.serviceId, at: slot.startsAt }}
    >
      {formatTime(slot.startsAt, locale, timeZone)}
      {note ? <small>{note}</small> : null}
    </Link>
  );
}
