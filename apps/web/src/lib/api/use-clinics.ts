import { serviceTerms } from '@holdfast/contract/service-terms';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTRPC, useTRPCClient } from './trpc.ts';

const aWhileMs = 5 * 60_000;

const firstPage: string | null = null;

/**
 * Clinics by name, page after page; a search that is too short to be one is left out. Not by tRPC's infinite query: it adds
 * a `direction` to the input, which the API rejects as unknown.
 */
export function useClinics(typed: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [text] = useDebouncedValue(typed.trim(), 250);
  const input = text.length >= serviceTerms.searchMinLetters ? { search: text } : {};
  const query = useInfiniteQuery({
    queryKey: trpc.clinics.list.infiniteQueryKey(input),
    queryFn: ({ pageParam, signal }) =>
      client.clinics.list.query(
        { ...input, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: aWhileMs,
    placeholderData: keepPreviousData,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
  return { ...query, search: input.search ?? null };
}

/** The clinic that an address names, by slug or id; NOT_FOUND where there is none of that name. */
export function useClinic(name: string | null) {
  const trpc = useTRPC();
  return useQuery(
    trpc.clinics.get.queryOptions({ clinic: name ?? '' }, { staleTime: aWhileMs, enabled: name !== null }),
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
