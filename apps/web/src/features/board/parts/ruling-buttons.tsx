import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { ReasonDialog } from '../../../components/reason/reason-dialog.tsx';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { useSeenAmount } from '../../../components/value/use-seen-amount.ts';
import type { Ruling } from '../model/rulings.ts';
import { useRuling } from '../use-ruling.ts';
import { useStaffText } from '../use-staff-text.ts';

interface QuestionProps {
  readonly paymentId: string;
  readonly ruling: Ruling;
  readonly onClose: () => void;
}

function Question({ paymentId, ruling, onClose }: QuestionProps) {
  const { t } = useStaffText();
  const amount = useSeenAmount()(ruling.amount);
  const rule = useRuling(paymentId, ruling, onClose);
  const { ruling: kind } = ruling;
  return (
    <ReasonDialog
      title={t(`staff:ruling.${kind}.title`, { amount })}
      button={t(`staff:ruling.${kind}.button`)}
      color={kind === 'return' ? 'red' : 'brand'}
      isPending={rule.isPending}
      failure={<ErrorNote error={rule.error} />}
      onSubmit={(reason) => rule.mutate(reason)}
      onClose={onClose}
    >
      <Text size="sm">{t(`staff:ruling.${kind}.body`, { amount })}</Text>
    </ReasonDialog>
  );
}

interface RulingButtonsProps {
  readonly paymentId: string;
  readonly rulings: readonly Ruling[];
}

/** What a person may decide about money that no rule places, or that was refused. */
export function RulingButtons({ paymentId, rulings }: RulingButtonsProps) {
  const { t } = useStaffText();
  const [asked, setAsked] = useState<Ruling | null>(null);
  return (
    <>
      {rulings.length > 0 ? (
        <Group gap="xs" mt={6}>
          {rulings.map((ruling) => (
            <Button key={ruling.ruling} variant="default" size="xs" onClick={() => setAsked(ruling)}>
              {t(`staff:ruling.${ruling.ruling}.button`)}
            </Button>
          ))}
        </Group>
      ) : null}
      {asked ? <Question paymentId={paymentId} ruling={asked} onClose={() => setAsked(null)} /> : null}
    </>
  );
}
