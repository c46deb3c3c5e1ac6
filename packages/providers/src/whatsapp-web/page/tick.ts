import type { ReceiptTick } from '@holdfast/core/ports/message-sender';
import { tickIcons, tickLabels } from './selectors.ts';

interface Shown {
  failed: boolean;
  tickLabel: string | null;
  tickIcon: string | null;
}

/**
 * The label is the truth where it can be read. The newer icon names are not: "wds-ic-delivered" was seen
 * on a single tick, so of an unlabelled one we only believe that the server has the message.
 */
export function readTick({ failed, tickLabel, tickIcon }: Shown): ReceiptTick {
  if (failed) return 'failed';
  const byLabel = tickLabel === null ? undefined : tickLabels[tickLabel.trim().toLowerCase()];
  if (byLabel !== undefined) return byLabel;
  const byIcon = tickIcon === null ? undefined : tickIcons[tickIcon];
  if (byIcon !== undefined) return byIcon;
  return tickIcon?.startsWith('wds-ic-') === true ? 'sent' : 'pending';
}
