import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import type { DepositKind } from '@holdfast/contract/payment/payment.schemas';
import { Alert, Button, Group, Modal, Radio, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ButtonLink } from '../../../components/links/links.tsx';
import { MoneyInput } from '../../../components/money-input/money-input.tsx';
import { ReasonField } from '../../../components/reason/reason-field.tsx';
import { useReasonProblem } from '../../../components/reason/use-reason-problem.ts';
import { ErrorNote } from '../../../components/screen-state/error-note.tsx';
import { QueryView } from '../../../components/screen-state/query-view.tsx';
import { useSeenAmount } from '../../../components/value/use-seen-amount.ts';
import { useTRPC } from '../../../lib/api/trpc.ts';
import { type Direction, useDeskMoney, useDeskText } from './use-desk-money.ts';

export interface DeskWay {
  readonly kind: DepositKind;
  /** The most that may be recorded. */
  readonly limitMinor: number;
  /** What the amount begins with. */
  readonly owedMinor: number;
}

export interface DeskQuestion {
  readonly direction: Direction;
  /** Ways that are offered. */
  readonly ways: readonly DeskWay[];
}

/** Nothing is owed: what goes back corrects a receipt. */
export const isCorrection = ({ direction, ways }: DeskQuestion): boolean =>
  direction === 'back' && ways.every(({ owedMinor }) => owedMinor === 0);

const noWay: DeskWay = { kind: 'cash', limitMinor: 0, owedMinor: 0 };

interface OpenDrawer {
  readonly id: string;
  readonly name: string;
}

interface MoneyFormProps {
  readonly booking: Booking;
  readonly question: DeskQuestion;
  readonly drawers: readonly OpenDrawer[];
  readonly onClose: () => void;
}

/** What is entered. One open drawer is chosen by itself; of several the person says which. */
function useMoneyForm({ booking, question, drawers, onClose }: MoneyFormProps) {
  const { direction, ways } = question;
  const [kind, setKind] = useState<DepositKind>((ways[0] ?? noWay).kind);
  const way = ways.find((one) => one.kind === kind) ?? noWay;
  const { limitMinor } = way;
  const [amountMinor, setAmountMinor] = useState<number | null>(way.owedMinor);
  const [chosen, setChosen] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const reasonProblem = useReasonProblem()(reason);
  const command = useDeskMoney(booking, direction, onClose);
  const drawerId = chosen ?? (drawers.length === 1 ? (drawers[0]?.id ?? null) : null);
  const isAmountWrong = amountMinor === null || amountMinor <= 0 || amountMinor > limitMinor;
  const problem = direction === 'back' ? reasonProblem : null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (isAmountWrong || drawerId === null || problem !== null || command.isPending) return;
    command.mutate({ amountMinor, kind, drawerId, reason: reason.trim() });
  };
  const changeKind = (value: string): void => {
    const next = ways.find((one) => one.kind === value);
    if (!next) return;
    setKind(next.kind);
    // Of what goes back, each way has its own limit.
    if (direction === 'back') setAmountMinor(next.owedMinor);
  };
  return {
    way,
    fields: { amountMinor, kind, drawerId, reason },
    change: { amountMinor: setAmountMinor, kind: changeKind, drawerId: setChosen, reason: setReason },
    wrong: {
      amount: tried && isAmountWrong,
      drawer: tried && drawerId === null,
      reason: tried ? problem : null,
    },
    command,
    submit,
  };
}

function MoneyForm(props: MoneyFormProps) {
  const { t } = useDeskText();
  const amountOf = useSeenAmount();
  const { booking, question, drawers, onClose } = props;
  const { direction, ways } = question;
  const { way, fields, change, wrong, command, submit } = useMoneyForm(props);
  const { limitMinor, owedMinor } = way;
  const { currency } = booking.price;
  const text = (amountMinor: number): string => amountOf({ amountMinor, currency });
  // Part of a price keeps no time.
  const isWhole = direction === 'take' && bookingMachine.is.unpaid(booking.state);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        {direction === 'back' ? (
          <Text size="sm">
            {owedMinor > 0
              ? t('cash-desk:back.owed', { amount: text(owedMinor) })
              : t('cash-desk:correct.hint', { amount: text(limitMinor) })}
          </Text>
        ) : null}
        <MoneyInput
          key={direction === 'back' ? fields.kind : direction}
          isInDialog
          label={t(`cash-desk:${direction}.amount`)}
          {...(isWhole ? { description: t('cash-desk:take.whole') } : {})}
          currency={currency}
          {...(owedMinor > 0 ? { startsWithMinor: owedMinor } : {})}
          isFixed={isWhole}
          problem={wrong.amount ? t('cash-desk:take.wrong', { amount: text(limitMinor) }) : null}
          onChange={change.amountMinor}
        />
        <Radio.Group label={t('cash-desk:kind.label')} value={fields.kind} onChange={change.kind}>
          <Group gap="md" mt={4}>
            {ways.map(({ kind }) => (
              <Radio key={kind} value={kind} label={t(`cash-desk:kind.${kind}`)} />
            ))}
          </Group>
        </Radio.Group>
        <Select
          label={t('cash-desk:drawer.label')}
          data={drawers.map(({ id, name }) => ({ value: id, label: name }))}
          value={fields.drawerId}
          error={wrong.drawer ? t('cash-desk:drawer.needed') : null}
          onChange={change.drawerId}
          allowDeselect={false}
        />
        {direction === 'back' ? (
          <ReasonField value={fields.reason} problem={wrong.reason} onChange={change.reason} />
        ) : null}
        <ErrorNote error={command.error} />
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('parts:reason.back')}
          </Button>
          <Button type="submit" loading={command.isPending}>
            {t(`cash-desk:${direction}.button`, { amount: text(fields.amountMinor ?? 0) })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface MoneyDialogProps extends Omit<MoneyFormProps, 'drawers'> {}

/** Money over the counter, into a drawer that is open. */
export function MoneyDialog({ booking, question, onClose }: MoneyDialogProps) {
  const { t } = useDeskText();
  const trpc = useTRPC();
  const query = useQuery(trpc.drawers.list.queryOptions({ clinicId: booking.clinicId }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${t(`cash-desk:${question.direction}.title`)} · ${booking.patientName}`}
      closeButtonProps={{ 'aria-label': t('product:action.close') }}
      styles={{ title: { fontWeight: 650, overflowWrap: 'anywhere' } }}
    >
      <QueryView query={query} skeleton={<Skeleton height={200} />}>
        {({ drawers }) => {
          const open = drawers.filter(({ session }) => session !== null && session.closing === null);
          return open.length > 0 ? (
            <MoneyForm booking={booking} question={question} drawers={open} onClose={onClose} />
          ) : (
            <Alert color="amber" variant="light">
              {t('cash-desk:drawer.none')}{' '}
              <ButtonLink size="compact-sm" variant="subtle" to="/cash-desk">
                {t('cash-desk:drawer.link')}
              </ButtonLink>
            </Alert>
          );
        }}
      </QueryView>
    </Modal>
  );
}
