import { writeFileSync } from 'node:fs';
import { buildDocument } from './document.ts';

/** `node src/openapi/write-document.ts` writes the committed document; `--print` shows it instead. */
const text = `${JSON.stringify(buildDocument(), null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(new URL('../../openapi.json', import.meta.url), text);
