import type { ClinicDay } from './clinic-day.ts';

/** One way to break an invariant, done by a superuser with every trigger and foreign key switched off. */
export interface Twin {
  readonly number: number;
  readonly damage: string;
  readonly sql: (day: ClinicDay) => string;
}
