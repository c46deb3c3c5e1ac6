import 'i18next';
import type parts from './locales/en/parts.json';
import type patient from './locales/en/patient.json';
import type product from './locales/en/product.json';
import type staff from './locales/en/staff.json';

declare module 'i18next' {
  /** Texts by namespace. A feature that brings its own in `texts/` adds them here from its folder. */
  interface Texts {
    product: typeof product;
    parts: typeof parts;
    patient: typeof patient;
    staff: typeof staff;
  }
  interface CustomTypeOptions {
    defaultNS: 'product';
    resources: Texts;
  }
}
