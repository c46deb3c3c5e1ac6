import { CopyButton, UnstyledButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useOpsText } from '../use-ops-text.ts';

/** The recognisable end of an id; a press copies the whole. */
export function CopyId({ id }: { readonly id: string }) {
  const { t } = useOpsText();
  return (
    <CopyButton value={id}>
      {({ copied, copy }) => (
        <UnstyledButton
          ff="monospace"
          fz="sm"
          title={id}
          aria-label={copied ? t('staff:ops.copied') : t('staff:ops.copyId', { id })}
          onClick={(event) => {
            event.stopPropagation();
            copy();
          }}
        >
          {`…${id.slice(-8)} `}
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
