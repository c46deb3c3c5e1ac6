import { busyDay } from './busy-day.ts';
import type { Scenario } from './scenario.ts';
import { stuckMoney } from './stuck-money.ts';
import { whatsappLoggedOut } from './whatsapp-logged-out.ts';

/** Every scenario. The only place that lists them: a new one is a file beside this one and an entry here. */
export const scenarios: readonly Scenario[] = [busyDay, stuckMoney, whatsappLoggedOut];

/** Errors when there is no such scenario, with the names of those that exist. */
export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found) return found;
  const lines = scenarios.map((scenario) => `  ${scenario.name.padEnd(22)} ${scenario.shows}`);
  throw new Error([`there is no scenario ${JSON.stringify(name)}. There are:`, ...lines].join('\n'));
}
