import type { UseCaseDeps } from '../../usecase.ts';

/** Money that was written shows on pages, may have caused a message, and may have planned a call. */
export function notifyOfMoney({ notify }: Pick<UseCaseDeps, 'notify'>): void {
  for (const topic of ['feed', 'messages', 'operations'] as const) notify(topic);
}
