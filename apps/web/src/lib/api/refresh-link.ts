import type { AppRouter } from '@holdfast/contract/trpc/router';
import type { TRPCLink } from '@trpc/client';
import { observable, type Unsubscribable } from '@trpc/server/observable';
import { seemsLoggedIn } from '../account/session.ts';
import { errorCodeOf } from './api-error.ts';

/** Renew when the token has expired, or when its cookie is gone although the user has not logged out. */
function wantsRenewal(cause: unknown): boolean {
  const code = errorCodeOf(cause);
  return code === 'TOKEN_EXPIRED' || (code === 'UNAUTHENTICATED' && seemsLoggedIn());
}

/** One renewal for all calls that need it; then each call is retried once. */
export function refreshLink(renew: () => Promise<boolean>): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let current: Unsubscribable | null = null;
        let ended = false;
        const send = (isRepeat: boolean): void => {
          current = next(op).subscribe({
            next: (value) => observer.next(value),
            complete: () => observer.complete(),
            error: (cause) => {
              if (isRepeat || !wantsRenewal(cause)) {
                observer.error(cause);
                return;
              }
              void renew().then((renewed) => {
                if (ended) return;
                if (renewed) send(true);
                else observer.error(cause);
              });
            },
          });
        };
        send(false);
        return () => {
          ended = true;
          current?.unsubscribe();
        };
      });
}
