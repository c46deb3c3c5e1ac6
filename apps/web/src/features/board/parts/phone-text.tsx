import { phoneParts } from '../model/board-rows.ts';
import classes from './phone-text.module.css';

/** A phone with the last four digits, the ones that callers say, set off. */
export function PhoneText({ phone }: { readonly phone: string }) {
  const { lead, tail } = phoneParts(phone);
  return (
    <span className={classes.phone}>
      <span className={classes.lead}>{lead}</span>
      <strong>{tail}</strong>
    </span>
  );
}
