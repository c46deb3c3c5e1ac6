import { Group, Text, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServerNow } from '../../lib/clock/use-now.ts';
import { formatAgo } from '../../lib/format/format-time.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { useLive } from '../../lib/live/live-provider.tsx';
import type { LiveStatus } from '../../lib/live/live-status.ts';
import classes from './live-dot.module.css';

function useHint({ state, heardAtMs }: LiveStatus): string {
  const { t } = useTranslation('product');
  const locale = useLocale();
  useServerNow(5000);
  if (heardAtMs === null || state === 'connecting' || state === 'off') return t('live.connectingHint');
  const ago = formatAgo(Math.min(heardAtMs, Date.now()), Date.now(), locale);
  return t(state === 'live' ? 'live.liveHint' : 'live.lostHint', { ago });
}

/** Age of the data on view. */
export function LiveDot() {
  const { t } = useTranslation('product');
  const status = useLive();
  const hint = useHint(status);
  return (
    <Tooltip label={hint} multiline maw={280}>
      <Group
        gap={8}
        wrap="nowrap"
        role="status"
        aria-label={`${t(`live.${status.state}`)}. ${hint}`}
        tabIndex={0}
      >
        <span className={`${classes['dot']} ${classes[status.state]}`} aria-hidden />
        <Text size="sm" c="dimmed" visibleFrom="sm" style={{ whiteSpace: 'nowrap' }} aria-hidden>
          {t(`live.${status.state}`)}
        </Text>
      </Group>
    </Tooltip>
  );
}
