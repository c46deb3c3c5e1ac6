import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { OfflineBanner } from '../../components/screen-state/offline-banner.tsx';
import { LazyAccountMenu } from '../account/lazy-account-menu.tsx';
import { Wordmark } from '../wordmark.tsx';
import classes from './patient-shell.module.css';

/** One column, centred on a wide screen. */
export function PatientShell({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation('product');
  return (
    <div className={classes['page']}>
      <a href="#content" className="hf-skip">
        {t('nav.skip')}
      </a>
      <header className={classes['bar']}>
        <div className={classes['barInner']}>
          <Wordmark />
          <LazyAccountMenu />
        </div>
        <OfflineBanner />
      </header>
      <main id="content" tabIndex={-1} className={classes['column']} style={{ outline: 'none' }}>
        {children}
      </main>
    </div>
  );
}

/** The main action of a screen, fixed at the bottom. */
export function StickyAction({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <div className={classes['spacer']} />
      <div className={classes['sticky']} data-part="main-action">
        {children}
      </div>
    </>
  );
}
