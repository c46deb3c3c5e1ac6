import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { type FakeHandlers, FakeRefusal } from './fake-link.ts';
import { fakePage, type PageInput } from './fake-page.ts';

interface ClinicsInput extends PageInput {
  readonly search?: string;
}

/** The clinics of an API in memory: the list with its search, and one by slug or id, listed or not. */
export function fakeClinics(clinics: readonly Clinic[], listed = clinics): FakeHandlers {
  const contains = (text: string, search: string): boolean =>
    text.toLowerCase().includes(search.toLowerCase());
  return {
    'clinics.list': ({ search, ...input }: ClinicsInput) => {
      const fits = ({ name, address }: Clinic): boolean =>
        search === undefined || contains(name, search) || contains(address, search);
      return fakePage(listed.filter(fits), input);
    },
    'clinics.get': ({ clinic }: { clinic: string }) => {
      const found = clinics.find(({ id, slug }) => clinic === slug || clinic === id);
      if (!found) throw new FakeRefusal('NOT_FOUND');
      return found;
    },
  };
}
