import '../../testing/dom.ts';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { createQueryClient } from './query-client.ts';
import { type CommandOptions, useCommand } from './use-command.ts';

function wrapper({ children }: { readonly children: ReactNode }) {
  return <QueryClientProvider client={createQueryClient()}>{children}</QueryClientProvider>;
}

function setUp(answers: readonly ('fail' | 'done')[]) {
  const keys: string[] = [];
  const left = [...answers];
  const send = vi.fn(async (_input: { readonly slot: string }, { context }: CommandOptions) => {
    keys.push(context.idempotencyKey);
    if (left.shift() === 'fail') throw new Error('broken');
    return 'done';
  });
  const { result } = renderHook(() => useCommand(send), { wrapper });
  const press = async (slot: string): Promise<void> => {
    await act(async () => void (await result.current.mutateAsync({ slot }).catch(() => undefined)));
    await waitFor(() => expect(result.current.isPending).toBe(false));
  };
  return { keys, press };
}

describe('the key of an intent', () => {
  it('stays the same when the same input is retried after a failure', async () => {
    const { keys, press } = setUp(['fail', 'fail', 'done']);
    await press('10:30');
    await press('10:30');
    await press('10:30');
    expect(new Set(keys).size).toBe(1);
  });

  it('is a new one for another input, and after a success', async () => {
    const { keys, press } = setUp(['fail', 'done', 'done']);
    await press('10:30');
    await press('11:00');
    await press('11:00');
    expect(new Set(keys).size).toBe(3);
  });
});
