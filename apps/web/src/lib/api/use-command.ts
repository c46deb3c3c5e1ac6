import { type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { failureOf, mayRepeat } from './api-error.ts';

export interface CommandOptions {
  readonly context: { readonly idempotencyKey: string };
}

const quietRepeats = 3;

function waitMs(cause: unknown, repeats: number): number {
  const failure = failureOf(cause);
  const asked = failure.kind === 'refused' ? failure.body.retryAfterSeconds : undefined;
  return asked === undefined ? 500 * 2 ** repeats : asked * 1000;
}

function repeatsQuietly(repeats: number, cause: unknown): boolean {
  if (repeats >= quietRepeats || !mayRepeat(cause)) return false;
  // Show a longer wait to the user instead of retrying silently.
  return waitMs(cause, repeats) <= 4000 && errorIsShort(cause);
}

function errorIsShort(cause: unknown): boolean {
  const failure = failureOf(cause);
  return failure.kind !== 'refused' || failure.body.code !== 'RATE_LIMITED';
}

/**
 * A command with one idempotency key per intent: pressing again after a failure, or a quiet repeat, sends the
 * same key as long as the input is the same; a success begins a new intent. Several may be under way at once.
 */
export function useCommand<Input, Output>(
  send: (input: Input, options: CommandOptions) => Promise<Output>,
  handlers: {
    readonly onSuccess?: (output: Output, input: Input) => void;
    readonly onError?: (cause: unknown, input: Input) => void;
  } = {},
): UseMutationResult<Output, Error, Input> {
  const keys = useRef(new Map<string, string>());
  return useMutation<Output, Error, Input>({
    mutationFn: (input) => {
      const intent = JSON.stringify(input);
      const key = keys.current.get(intent) ?? crypto.randomUUID();
      keys.current.set(intent, key);
      return send(input, { context: { idempotencyKey: key } });
    },
    retry: repeatsQuietly,
    retryDelay: (repeats, cause) => waitMs(cause, repeats),
    networkMode: 'always',
    onSuccess: (output, input) => {
      keys.current.delete(JSON.stringify(input));
      handlers.onSuccess?.(output, input);
    },
    onError: (cause, input) => handlers.onError?.(cause, input),
  });
}
