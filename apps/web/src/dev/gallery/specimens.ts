import type { Specimen } from './specimen.ts';
import { layout } from './specimens/layout.tsx';
import { screenStates } from './specimens/screen-states.tsx';
import { slots } from './specimens/slots.tsx';
import { values } from './specimens/values.tsx';

export const specimens: readonly Specimen[] = [...values, ...screenStates, ...layout, ...slots];
