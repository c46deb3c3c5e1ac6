import { renderExample } from '@holdfast/contract/settings/render-example';
import { settingSections } from './setting-sections.ts';

const preamble = [
  'Written by `npm run generate` from the settings that the programs declare.',
  'Nothing has to be set: `npm start` alone runs the demo. Copy to `.env` and fill in what you need; an empty line',
  'means the same as no line. A bad value stops the start and says what was expected.',
];

export const envExample = (): string => renderExample(preamble, settingSections);
