import type { Booking } from '@holdfast/contract/booking/booking.schemas';
import { Group, Stack, Text, Title } from '@mantine/core';
import { IconClockHour4 } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../components/state-look/state-badge.tsx';
import { lookOf } from '../../components/state-look/state-looks.ts';
import { useStateWord } from '../../components/state-look/use-state-word.ts';
import { Countdown } from '../../components/value/countdown.tsx';
import { formatTime, viewerZone } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import classes from './status-head.module.css';
import type { VisitSentence } from './visit-sentence.ts';

interface StatusHeadProps {
  readonly booking: Booking;
  readonly sentence: VisitSentence;
  readonly onOver: () => void;
}

function KeptUntil({ booking, onOver }: Omit<StatusHeadProps, 'sentence'>) {
  const { t } = useTranslation('patient');
  const locale = useLocale();
  if (booking.holdExpiresAt === null) return null;
  return (
    <Group gap="4px 8px" className={classes['clock'] ?? ''}>
      <IconClockHour4 size={20} aria-hidden />
      <Text fw={700} fz="lg" component="span" style={{ whiteSpace: 'nowrap' }}>
        <Countdown until={booking.holdExpiresAt} onOver={onOver} />
      </Text>
      <Text size="sm" component="span" className="hf-numbers">
        {t('pay.kept', { time: formatTime(booking.holdExpiresAt, locale, viewerZone()) })}
      </Text>
    </Group>
  );
}

const counted: readonly VisitSentence[] = ['hold_running', 'hold_desk', 'hold_checking', 'hold_wrong'];

/** The state of the booking in one sentence, before anything else on the page. */
export function StatusHead({ booking, sentence, onOver }: StatusHeadProps) {
  const { t } = useTranslation('patient');
  const word = useStateWord()('booking', booking.state);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${word} · Holdfast`;
  }, [word]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div
      className={classes['head']}
      data-sentence={sentence}
      style={{ '--tone': `var(--mantine-color-${lookOf('booking', booking.state).color}-6)` }}
    >
      <Stack gap={10}>
        <div>
          <StateBadge machine="booking" state={booking.state} />
        </div>
        <Title
          order={1}
          fz={22}
          lh={1.3}
          ref={heading}
          tabIndex={-1}
          style={{ outline: 'none' }}
          aria-live="polite"
        >
          {t(`visit.${sentence}`)}
        </Title>
        {counted.includes(sentence) ? <KeptUntil booking={booking} onOver={onOver} /> : null}
        {sentence === 'confirmed_paid' || sentence === 'confirmed_desk' ? (
          <Text c="dimmed" size="sm">
            {t('status.arrive')}
          </Text>
        ) : null}
      </Stack>
    </div>
  );
}
