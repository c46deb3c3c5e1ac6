import { optional } from '@holdfast/contract/settings/define-settings';
import { webUrl } from '@holdfast/contract/settings/kinds';

export const crashReportSettings = {
  SENTRY_DSN: optional(webUrl, {
    meaning: 'Where crash reports go; into the log unless given.',
    isSecret: true,
  }),
};
