// `npm run torture`: the proofs of `npm test` in their full numbers. Takes about a quarter of an hour.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Each is read by the test that it enlarges. */
const full = {
  /** Random orders of random histories of money, in memory; half of them can be compared. */
  HOLDFAST_RANDOM_ORDERS: '420000',
  /** Named histories of up to so many steps are told with every single repeat, in every order. */
  HOLDFAST_REPEATED_STEPS: '99',
  /** Random histories told to PostgreSQL by concurrent couriers. */
  HOLDFAST_STORED_ORDERS: '250',
  /** Rows of each table under which one delivery is measured. */
  HOLDFAST_GROWTH_ROWS: '20000',
  /** Entries of the ledger, over thirty days, whose balances are read. */
  HOLDFAST_LEDGER_ENTRIES: '1000000',
  /** Model-based runs of everything that may happen to money, with faults. */
  HOLDFAST_MONEY_RUNS: '200',
};

const { status } = spawnSync(
  process.execPath,
  [
    join(import.meta.dirname, 'test.ts'),
    'packages/core/test/bill-money',
    'packages/core/test/ledger',
    'packages/core/test/sequences',
  ],
  { stdio: 'inherit', env: { ...process.env, ...full } },
);
process.exit(status ?? 1);
