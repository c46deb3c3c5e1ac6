import { z } from 'zod';

/** The settings of this provider; an app's environment is composed of them. */
export const whatsappWebSettings = {
  WHATSAPP_URL: z.url().default('https://web.whatsapp.com'),
  WHATSAPP_PROFILE_DIR: z.string().optional(),
  /** `careful` keeps the pace of a person; `none` is for a stand-in that bans nobody. */
  WHATSAPP_PACING: z.enum(['careful', 'none']).default('careful'),
  WHATSAPP_HEADLESS: z.enum(['true', 'false']).default('true'),
  CHROMIUM_PATH: z.string().optional(),
  CHROMEDRIVER_PATH: z.string().optional(),
};

const schema = z.object(whatsappWebSettings);

export type WhatsappWebSettings = z.output<typeof schema>;
