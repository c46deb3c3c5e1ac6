// Writes `.env.example`; part of `npm run generate`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample } from './stack/env-example.ts';
import { repositoryRoot } from './stack/places.ts';

writeFileSync(join(repositoryRoot, '.env.example'), envExample());
