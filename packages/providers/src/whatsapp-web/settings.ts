import { optional, preset } from '@holdfast/contract/settings/define-settings';
import { oneOf, text, webUrl, yesOrNo } from '@holdfast/contract/settings/kinds';
import { z } from 'zod';

/** The settings of this provider; an app's environment is composed of them. */
export const whatsappWebSettings = {
  WHATSAPP_URL: preset(webUrl, 'https://web.whatsapp.com', {
    meaning: "The page that is driven; the sandbox's page in the demo.",
  }),
  WHATSAPP_PROFILE_DIR: optional(text, {
    meaning:
      'Where the log-in lives: an absolute path on a local disk. .holdfast/whatsapp-profile unless given.',
  }),
  WHATSAPP_PACING: preset(oneOf(['careful', 'none']), 'careful', {
    meaning: "careful keeps a person's pace; none is for stand-ins that ban nobody.",
  }),
  WHATSAPP_HEADLESS: preset(yesOrNo, 'true', { meaning: "false shows the browser's window." }),
  CHROMIUM_PATH: optional(text, {
    meaning: 'Found on the PATH unless given; of the same major version as its driver.',
  }),
  CHROMEDRIVER_PATH: optional(text, { meaning: 'Found on the PATH unless given.' }),
};

const schema = z.object(whatsappWebSettings);

export type WhatsappWebSettings = z.output<typeof schema>;
