import { z } from 'zod';
import { locales } from './locale-facts.ts';

export const Locale = z.enum(locales).meta({ id: 'Locale' });
export type Locale = z.infer<typeof Locale>;
