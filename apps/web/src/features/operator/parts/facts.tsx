import { Fragment, type ReactNode } from 'react';
import classes from './ops.module.css';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** Names and values of one thing; what is null is left out. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter(({ value }) => value !== null)
        .map(({ name, value }) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
