import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Machine } from '@holdfast/contract/machine';
import { createEarlierRelease } from '@holdfast/testkit/earlier-release';
import type { TestDatabase } from '@holdfast/testkit/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { livingSqlDirectory } from '../../src/living-sql/read-living-sql.ts';
import { migrate } from '../../src/migrations-runner.ts';
import { migrationsDirectory } from '../../src/read-migrations.ts';
import { renderSchemaDocument, schemaDocumentPath } from '../../src/schema-document.ts';
import { readWords } from '../../src/words/read-words.ts';
import { renderWordsSql, wordsSqlPath } from '../../src/words/render-words-sql.ts';

/** A filled database at this release, and the release's files, in which a machine may get one more edge. */
let database: TestDatabase;
let sql: string;

beforeAll(async () => {
  database = await createEarlierRelease();
  await migrate({ connectionString: database.urls.owner });
  sql = mkdtempSync(path.join(os.tmpdir(), 'holdfast-sql-'));
  cpSync(livingSqlDirectory, sql, { recursive: true });
});
afterAll(async () => {
  rmSync(sql, { recursive: true, force: true });
  await database.close();
});

const edge = ['checked_in', 'no_show'] as const;
const withEdge = (machine: Machine<string>): Machine<string> =>
  machine.name === 'booking' ? { ...machine, edges: [...machine.edges, edge] } : machine;
const leave = () =>
  database.pools.owner.query(`update bookings set state = 'no_show' where state = 'checked_in' returning id`);
const rowsOf = async (table: string): Promise<unknown[]> =>
  (await database.pools.owner.query(`select t::text from ${table} t order by 1`)).rows;

test('an edge added to a machine works after generate and migrate on a filled database', async () => {
  await expect(leave()).rejects.toThrow('booking cannot go from checked_in to no_show');
  const tables = ['bookings', 'payments', 'refunds', 'messages', 'payment_webhooks', 'transition_states'];
  const before = await Promise.all(tables.map(rowsOf));
  const edges = await rowsOf('transition_edges');

  const words = await readWords();
  const changed = renderWordsSql({ ...words, machines: words.machines.map(withEdge) });
  writeFileSync(path.join(sql, path.basename(wordsSqlPath)), changed);
  const result = await migrate({
    connectionString: database.urls.owner,
    directories: { migrations: migrationsDirectory, sql },
  });

  expect(result).toMatchObject({ applied: [], sqlChanges: 1 });
  expect(await Promise.all(tables.map(rowsOf))).toEqual(before);
  const added = { t: `(booking,${edge.join(',')})` };
  expect(await rowsOf('transition_edges')).toEqual(expect.arrayContaining([...edges, added]));
  expect(await rowsOf('transition_edges')).toHaveLength(edges.length + 1);
  expect(await renderSchemaDocument(database.pools.owner)).toBe(readFileSync(schemaDocumentPath, 'utf8'));
  expect((await leave()).rowCount).toBe(1);
});
