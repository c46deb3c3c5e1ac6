import 'i18next';
import type common from './locales/en/common.json';
import type patient from './locales/en/patient.json';
import type staff from './locales/en/staff.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: { common: typeof common; patient: typeof patient; staff: typeof staff };
  }
}
