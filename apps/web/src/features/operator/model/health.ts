import type { Health } from '../../../components/state-look/states-of.ts';

export interface PartHealth {
  readonly health: Health;
  /** How many things need a human; zero unless the health is `attention`. */
  readonly count: number;
}

const unknown: PartHealth = { health: 'unknown', count: 0 };

function byCount(count: number): PartHealth {
  return count > 0 ? { health: 'attention', count } : { health: 'good', count: 0 };
}

type Counts = Readonly<Record<string, number>>;

export function webhookHealth(counts: Counts | undefined): PartHealth {
  return counts === undefined ? unknown : byCount((counts.retrying ?? 0) + (counts.dead ?? 0));
}

export function messageHealth(counts: Counts | undefined): PartHealth {
  return counts === undefined ? unknown : byCount((counts.unknown ?? 0) + (counts.failed ?? 0));
}

export function stuckHealth(items: readonly unknown[] | undefined): PartHealth {
  return items === undefined ? unknown : byCount(items.length);
}

/** The worker checks every minute; after five the last answer says nothing about now. */
export const invariantsOldAfterMinutes = 5;

export function isOlderThan(instant: string | null, minutes: number, nowMs: number): boolean {
  return instant === null || nowMs - Date.parse(instant) > minutes * 60_000;
}

export interface InvariantsReading {
  readonly checkedAt: string | null;
  readonly invariants: readonly { readonly violations: number }[];
}

export function invariantHealth(reading: InvariantsReading | undefined, nowMs: number): PartHealth {
  if (reading === undefined || reading.checkedAt === null) return unknown;
  const broken = reading.invariants.filter((one) => one.violations > 0).length;
  if (broken > 0) return { health: 'attention', count: broken };
  return isOlderThan(reading.checkedAt, invariantsOldAfterMinutes, nowMs)
    ? unknown
    : { health: 'good', count: 0 };
}

export interface WhatsappReading {
  readonly state: string;
}

/** Passing states are no alarm; only a human can end the others. */
const passing: readonly string[] = ['starting', 'loading', 'unresponsive'];

export function whatsappHealth(reading: WhatsappReading | undefined): PartHealth {
  if (reading === undefined || passing.includes(reading.state)) return unknown;
  return byCount(reading.state === 'ready' ? 0 : 1);
}

/** The page's first line: good only when every part is known to be good. */
export function overallHealth(parts: readonly PartHealth[]): PartHealth {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  if (count > 0) return { health: 'attention', count };
  return parts.every((part) => part.health === 'good') ? { health: 'good', count: 0 } : unknown;
}
