import { writeFileSync } from 'node:fs';
import {
  readMachines,
  renderStatesDocument,
  renderTransitionsSql,
  statesDocumentPath,
  transitionsSqlPath,
} from '../transitions.ts';
import { runCommand } from './command.ts';

await runCommand('generate-transitions', async () => {
  const machines = await readMachines();
  writeFileSync(transitionsSqlPath, renderTransitionsSql(machines));
  writeFileSync(statesDocumentPath, renderStatesDocument(machines));
  console.log(`generate-transitions: ${machines.length} machines`);
});
