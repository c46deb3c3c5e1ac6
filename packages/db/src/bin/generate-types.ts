import { writeFileSync } from 'node:fs';
import { createTestDatabase } from '@holdfast/testkit/test-database';
import { renderSchemaDocument, schemaDocumentPath } from '../schema-document.ts';
import { renderSchemaTypes, schemaTypesPath } from '../schema-types.ts';
import { runCommand } from './command.ts';
import { readGenerateEnv } from './env.ts';

await runCommand('generate-types', async () => {
  readGenerateEnv();
  const database = await createTestDatabase();
  try {
    writeFileSync(schemaTypesPath, await renderSchemaTypes(database.pools.owner));
    writeFileSync(schemaDocumentPath, await renderSchemaDocument(database.pools.owner));
  } finally {
    await database.close();
  }
  console.log('generate-types: src/schema.gen.ts and schema.sql are written');
});
