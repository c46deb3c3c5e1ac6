import { onlineManager, QueryClient, replaceEqualDeep } from '@tanstack/react-query';
import { mayRepeat } from './api-error.ts';
import { keepNewest } from './keep-newest.ts';

export function createQueryClient(): QueryClient {
  // It takes every browser for online at first, and would then see no change when the network comes.
  onlineManager.setOnline(navigator.onLine);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        retry: (failures, cause) => failures < 2 && mayRepeat(cause),
        retryDelay: (failures) => 600 * 2 ** failures,
        structuralSharing: (shown, read) => replaceEqualDeep(shown, keepNewest(shown, read)),
        // A dead network is an answer to show, not a reason to wait without words.
        networkMode: 'always',
        // Not the default with that mode, but the offline page promises it.
        refetchOnReconnect: 'always',
      },
    },
  });
}
