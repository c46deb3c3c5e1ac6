import { parseArgs } from 'node:util';
import { createReadBalances } from '@holdfast/core/usecases/ledger/read-balances';
import { compose } from '../composition.ts';
import { readEnv } from '../env.ts';

const usage = 'usage: ledger-balances.ts --clinic ID [--at INSTANT], an instant as 2026-11-27T18:30:00Z';

const { values } = parseArgs({ options: { clinic: { type: 'string' }, at: { type: 'string' } } });
const { clinic, at } = values;
if (clinic === undefined || (at !== undefined && Number.isNaN(Date.parse(at)))) {
  console.error(usage);
  process.exit(2);
}

const parts = compose(readEnv(process.env));
const books = await createReadBalances({ tx: parts.tx })(clinic, at ?? 'infinity');
console.log(books ? `as of ${books.markedAt}` : 'nothing was posted up to then');
for (const { account, ownerId, currency, amountMinor } of books?.balances ?? [])
  console.log(`${account.padEnd(20)} ${ownerId}  ${currency} ${amountMinor}`);
await parts.close();
