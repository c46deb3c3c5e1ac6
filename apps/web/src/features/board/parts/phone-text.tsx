import { phoneParts } from '../model/board-rows.ts';
import classes from './phone-text.module.css';

interface PhoneTextProps {
  readonly phone: string;
  /** Shows only the last four digits, where space is scarce. */
  readonly short?: boolean;
}

/** A phone with its last four digits set off. */
export function PhoneText({ phone, short = false }: PhoneTextProps) {
  const { lead, tail } = phoneParts(phone);
  return (
    <span className={classes.phone} {...(short ? { title: phone } : {})}>
      <span className={classes.lead}>{short ? '…' : lead}</span>
      <strong>{tail}</strong>
    </span>
  );
}
