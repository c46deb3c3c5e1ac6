import { z } from 'zod';

export const locales = ['en', 'hi', 'es'] as const;
export const Locale = z.enum(locales).meta({ id: 'Locale' });
export type Locale = z.infer<typeof Locale>;
