import { Stack, Text } from '@mantine/core';
import { SidePanel } from '../../../components/layout/side-panel.tsx';
import { SeenMoney } from '../../../components/value/seen-money.tsx';
import type { Stuck } from '../model/ops-types.ts';
import { CopyId } from '../parts/copy-id.tsx';
import { Facts } from '../parts/facts.tsx';
import { useOpsText } from '../use-ops-text.ts';
import { OwnerForm } from './owner-form.tsx';

function Item({ item }: { readonly item: Stuck }) {
  const { t, dayTime } = useOpsText();
  return (
    <Stack gap="md">
      <Text size="sm">{t(`staff:ops.stuck.advice.${item.kind}`)}</Text>
      <Facts
        facts={[
          { name: t('staff:ops.stuck.column.amount'), value: <SeenMoney amount={item.amount} /> },
          { name: t('staff:ops.stuck.column.since'), value: dayTime(item.since) },
          { name: t('staff:ops.stuck.column.owner'), value: item.owner?.name ?? t('staff:ops.stuck.nobody') },
          { name: t('staff:ops.stuck.column.note'), value: item.note },
          { name: t('staff:ops.stuck.column.bill'), value: <CopyId id={item.billId} /> },
          {
            name: t('staff:ops.stuck.column.booking'),
            value: item.bookingId === null ? null : <CopyId id={item.bookingId} />,
          },
        ]}
      />
      {/* What another operator has written meanwhile is shown above, not put over what is being typed. */}
      <OwnerForm key={item.owner?.userId ?? 'nobody'} item={item} />
    </Stack>
  );
}

interface StuckPanelProps {
  /** Null once it has closed by itself. */
  readonly item: Stuck | null;
  readonly onClose: () => void;
}

export function StuckPanel({ item, onClose }: StuckPanelProps) {
  const { t } = useOpsText();
  const title = item === null ? t('staff:ops.stuck.goneTitle') : t(`staff:ops.stuck.kind.${item.kind}`);
  return (
    <SidePanel title={title} closeLabel={t('staff:ops.stuck.close')} onClose={onClose}>
      {item === null ? <Text size="sm">{t('staff:ops.stuck.goneBody')}</Text> : <Item item={item} />}
    </SidePanel>
  );
}
