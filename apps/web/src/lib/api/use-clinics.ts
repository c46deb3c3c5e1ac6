import type { Clinic } from '@holdfast/contract/clinic/clinic.procedures';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from './trpc.ts';

const aWhileMs = 5 * 60_000;

export function useClinics() {
  const trpc = useTRPC();
  return useQuery(
    trpc.clinics.list.queryOptions({}, { staleTime: aWhileMs, select: ({ clinics }) => clinics }),
  );
}

function namedBy(clinics: readonly Clinic[], slugOrId: string): Clinic | null {
  return clinics.find(({ slug, id }) => slug === slugOrId || id === slugOrId) ?? null;
}

/** The clinic that an address names; null where there is none of that name. */
export function useClinic(slugOrId: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.clinics.list.queryOptions(
      {},
      { staleTime: aWhileMs, select: ({ clinics }) => ({ clinic: namedBy(clinics, slugOrId) }) },
    ),
  );
}

export function useDoctors(clinicId: string | undefined) {
  const trpc = useTRPC();
  return useQuery(
    trpc.clinics.doctors.queryOptions(
      { clinicId: clinicId ?? '' },
      { staleTime: aWhileMs, enabled: clinicId !== undefined, select: ({ doctors }) => doctors },
    ),
  );
}
