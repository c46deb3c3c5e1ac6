import { dueWebhooks, retryWebhook } from '@holdfast/db/repos/webhooks.repo';
import { asSystem, type UseCaseDeps } from '../../usecase.ts';
import { notifyOfMoney } from '../money/notify-of-money.ts';

export interface RetryDeps {
  readonly tx: UseCaseDeps['tx'];
  readonly notify: UseCaseDeps['notify'];
  readonly maxTries: number;
}

const batch = 50;

/** Retries stored events that could not be applied, each in its own transaction. Returns how many it tried. */
export function createRetryWebhooks(deps: RetryDeps) {
  return async (signal: AbortSignal): Promise<number> => {
    const ids = await asSystem(deps, 'system:webhook', 'retry-webhooks', (tx) => dueWebhooks(tx, batch));
    let tried = 0;
    for (const id of ids) {
      if (signal.aborted) break;
      const outcome = await asSystem(deps, 'system:webhook', `webhook:${id}`, (tx) =>
        retryWebhook(tx, id, deps.maxTries),
      );
      if (outcome === undefined) continue;
      tried += 1;
      if (outcome === 'applied') notifyOfMoney(deps);
    }
    return tried;
  };
}
