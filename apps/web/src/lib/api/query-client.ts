import { onlineManager, QueryClient, replaceEqualDeep } from '@tanstack/react-query';
import { mayRepeat } from './api-error.ts';
import { keepNewest } from './keep-newest.ts';

export function createQueryClient(): QueryClient {
  // It assumes online at first, and would then see no change when the network comes back.
  onlineManager.setOnline(navigator.onLine);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        gcTime: 10 * 60_000,
        retry: (failures, cause) => failures < 2 && mayRepeat(cause),
        retryDelay: (failures) => 600 * 2 ** failures,
        structuralSharing: (shown, read) => replaceEqualDeep(shown, keepNewest(shown, read)),
        // Show a network failure instead of pausing without a message.
        networkMode: 'always',
        // Not the default with that mode, but the offline page says that it recovers by itself.
        refetchOnReconnect: 'always',
      },
    },
  });
}
