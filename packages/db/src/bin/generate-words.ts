import { writeFileSync } from 'node:fs';
import { readWords } from '../words/read-words.ts';
import {
  renderStatesDocument,
  renderWordsDocument,
  statesDocumentPath,
  wordsDocumentPath,
} from '../words/render-words-document.ts';
import { renderWordsSql, wordsSqlPath } from '../words/render-words-sql.ts';
import { runCommand } from './command.ts';

await runCommand('generate-words', async () => {
  const words = await readWords();
  writeFileSync(wordsSqlPath, renderWordsSql(words));
  writeFileSync(statesDocumentPath, renderStatesDocument(words.machines));
  writeFileSync(wordsDocumentPath, renderWordsDocument(words));
  console.log(`generate-words: ${words.machines.length} machines`);
});
