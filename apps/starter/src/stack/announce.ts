import { publicUrl, type StackFacts, sandboxUrl } from './app-environments.ts';
import { isDemo, usesSandbox } from './settings.ts';

const demoPassword = 'demo-holdfast';

const demoLogins = [
  ['patient', 'finds a doctor, books, pays'],
  ['reception', "the front desk's board of today"],
  ['doctor', 'their own day'],
  ['admin', 'the clinic'],
  ['operator', 'webhooks, messages, the WhatsApp account'],
] as const;

/** Printed once everything runs: the address, the log-ins, and what is paused with the command that fixes it. */
export function readyText(facts: StackFacts, missing: readonly string[]): string {
  const lines = ['', `  Holdfast: ${publicUrl(facts)}`, ''];
  if (isDemo(facts.settings)) {
    lines.push(`  Log in with the password ${demoPassword} as`);
    for (const [name, purpose] of demoLogins)
      lines.push(`    ${`${name}@demo.holdfast.test`.padEnd(32)} ${purpose}`);
    lines.push('');
  }
  if (usesSandbox(facts.settings)) {
    lines.push(`  Payments and WhatsApp are played by the sandbox: ${sandboxUrl(facts)}`, '');
  }
  if (missing.length > 0) {
    lines.push('  Messages are paused:', ...missing.map((line) => `    ${line}`), '');
  }
  lines.push('  Logs are in .holdfast/logs. Ctrl-C stops everything.', '');
  return lines.join('\n');
}

export function printReady(facts: StackFacts, missing: readonly string[]): void {
  process.stdout.write(`${readyText(facts, missing)}\n`);
}
