import type { Me } from '@holdfast/contract/auth/auth.procedures';
import type { Icon } from '@tabler/icons-react';
import { createContext, use, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isFor } from './audience.ts';
import type { Placement, Screen } from './screen.ts';

export interface ShownPlace {
  readonly path: string;
  readonly title: string;
  readonly icon: Icon;
}

const ScreensContext = createContext<readonly Screen[]>([]);

/** The frames offer the screens that `app/` composed, without knowing any feature. */
export const ScreensProvider = ScreensContext.Provider;

/** The screens that are offered to this person at this place. */
export function usePlaces(placement: Placement, me: Me | null): readonly ShownPlace[] {
  const screens = use(ScreensContext);
  const offered = useMemo(
    () =>
      screens.flatMap(({ path, audience, place }) =>
        place?.in.includes(placement) && isFor(audience, me) ? [{ path, ...place }] : [],
      ),
    [screens, placement, me],
  );
  const parts = new Set(offered.map(({ texts = 'product' }) => texts));
  const { i18n } = useTranslation(['product', ...parts]);
  const { t, language } = i18n;
  return useMemo(
    () => offered.map(({ path, title, icon }) => ({ path, title: t(title, { lng: language }), icon })),
    [offered, t, language],
  );
}
