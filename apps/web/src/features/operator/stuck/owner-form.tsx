import { serviceTerms } from '@holdfast/contract/service-terms';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useNotice } from '../../../components/notice/use-notice.ts';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useMe } from '../../../lib/account/use-me.ts';
import { useTRPC, useTRPCClient } from '../../../lib/api/trpc.ts';
import type { Stuck } from '../model/ops-types.ts';
import { isConflict } from '../parts/reason-form.tsx';
import { useOpsText } from '../use-ops-text.ts';

/** A conflict means that the item is closed, or in other hands: the list is read again and shows it. */
function useOwnership({ id: itemId, owner }: Stuck) {
  const { t } = useOpsText();
  const api = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const notice = useNotice();
  const seen = owner === null ? {} : { ownerSeen: owner.userId };
  const readAgain = () => void queries.invalidateQueries({ queryKey: trpc.ops.stuck.pathKey() });
  return useMutation({
    mutationFn: (change: { readonly note?: string } | 'release') =>
      change === 'release'
        ? api.ops.releaseItem.mutate({ itemId, ...seen })
        : api.ops.takeItem.mutate({ itemId, ...seen, ...change }),
    networkMode: 'always',
    onSuccess: (_, change) => {
      notice.done(t(change === 'release' ? 'staff:ops.stuck.released' : 'staff:ops.stuck.taken'));
      readAgain();
    },
    onError: (cause) => {
      if (!isConflict(cause)) return;
      notice.changed(t('staff:ops.stuck.changed'));
      readAgain();
    },
  });
}

/** Who looks after an item, and what that person notes for the others. */
export function OwnerForm({ item }: { readonly item: Stuck }) {
  const { t } = useOpsText();
  const { me } = useMe();
  const [note, setNote] = useState(item.note ?? '');
  const change = useOwnership(item);
  const isMine = item.owner !== null && item.owner.userId === me?.userId;
  const isLong = note.trim().length > serviceTerms.noteMaxLetters;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isLong) change.mutate(note.trim() === '' ? {} : { note: note.trim() });
  };
  const free = item.owner === null ? 'staff:ops.stuck.take' : 'staff:ops.stuck.takeOver';
  return (
    <form onSubmit={submit} noValidate aria-label={t('staff:ops.stuck.ownerTitle')}>
      <Stack gap="sm">
        <Textarea
          label={t('staff:ops.stuck.column.note')}
          description={t('staff:ops.stuck.noteHint')}
          rows={3}
          value={note}
          error={isLong ? t('staff:ops.stuck.noteLong') : null}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {isConflict(change.error) ? null : <ErrorNote error={change.error} />}
        <Group gap="xs">
          <Button type="submit" loading={change.isPending}>
            {t(isMine ? 'staff:ops.stuck.saveNote' : free)}
          </Button>
          {isMine ? (
            <Button variant="default" disabled={change.isPending} onClick={() => change.mutate('release')}>
              {t('staff:ops.stuck.release')}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}
