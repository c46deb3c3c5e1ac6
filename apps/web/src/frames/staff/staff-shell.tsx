import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import type { Me } from '@holdfast/contract/auth/auth.procedures';
import { ActionIcon, Group, Select, Text, TextInput, Tooltip } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconKeyboard, IconSearch } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OfflineBanner } from '../../components/screen-state/offline-banner.tsx';
import { staffClinicsOf } from '../../lib/account/staff-clinics.ts';
import { usePlaces } from '../../lib/screen/places.ts';
import { LazyAccountMenu } from '../account/lazy-account-menu.tsx';
import { Mark } from '../wordmark.tsx';
import { KeySheet } from './key-sheet.tsx';
import { LiveDot } from './live-dot.tsx';
import { ShellProvider, type StaffClinic, useShell } from './shell-context.tsx';
import classes from './staff-shell.module.css';
import { useQuestionMark } from './use-question-mark.ts';

const iconSize = 22;

function Navigation({ me }: { readonly me: Me }) {
  const { t } = useTranslation('product');
  const places = usePlaces('staffNavigation', me);
  return (
    <nav className={classes['nav']} aria-label={t('nav.main')}>
      <Link to="/" aria-label={t('nav.home')} className={classes['home']} style={{ marginBottom: 12 }}>
        <Mark size={36} />
      </Link>
      {places.map(({ path, title, icon: Icon }) => (
        <Link key={path} to={path} className={classes['link']} activeOptions={{ exact: path === '/' }}>
          <Icon size={iconSize} aria-hidden />
          {title}
        </Link>
      ))}
    </nav>
  );
}

function ClinicSwitch() {
  const { t } = useTranslation('product');
  const { clinic, clinics, chooseClinic } = useShell();
  if (clinic === null) return null;
  if (clinics.length === 1) {
    return (
      <Text fw={650} truncate>
        {clinic.clinicName}
      </Text>
    );
  }
  return (
    <Select
      aria-label={t('staff.clinic')}
      data={clinics.map(({ clinicId, clinicName }) => ({ value: clinicId, label: clinicName }))}
      value={clinic.clinicId}
      onChange={(clinicId) => clinicId !== null && chooseClinic(clinicId)}
      allowDeselect={false}
      className={classes['clinic'] ?? ''}
    />
  );
}

function SearchButton() {
  const { t } = useTranslation('product');
  const label = `${t('spotlight.open')} (Ctrl K)`;
  return (
    <>
      <ActionIcon variant="default" size={36} hiddenFrom="sm" aria-label={label} onClick={spotlight.open}>
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
      <TextInput
        className={classes['search'] ?? ''}
        component="button"
        type="button"
        pointer
        visibleFrom="sm"
        onClick={spotlight.open}
        aria-label={label}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            Ctrl K
          </Text>
        }
        rightSectionWidth={60}
      >
        <Text component="span" size="sm" c="dimmed">
          {t('spotlight.open')}
        </Text>
      </TextInput>
    </>
  );
}

function ShellSpotlight({ me }: { readonly me: Me }) {
  const { t } = useTranslation('product');
  const { parts } = useShell();
  const places = usePlaces('staffNavigation', me);
  const navigate = useNavigate();
  const actions = useMemo(() => {
    const ofPages = [...parts.values()].flatMap((part) =>
      part.actions.map(({ id, label, description, icon, onTrigger }) => ({
        id,
        label,
        ...(description === undefined ? {} : { description }),
        leftSection: icon,
        onClick: onTrigger,
      })),
    );
    const ofPlaces = places.map(({ path, title }) => ({
      id: `go ${path}`,
      label: title,
      onClick: () => void navigate({ to: path }),
    }));
    return [...ofPages, ...ofPlaces];
  }, [parts, places, navigate]);
  return (
    <Spotlight
      actions={actions}
      shortcut={['mod + K']}
      nothingFound={t('spotlight.nothing')}
      highlightQuery
      searchProps={{
        placeholder: t('spotlight.placeholder'),
        leftSection: <IconSearch size={18} aria-hidden />,
      }}
    />
  );
}

function ShellFrame({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const { t } = useTranslation('product');
  const [keysOpen, setKeysOpen] = useState(false);
  useQuestionMark(() => setKeysOpen((open) => !open));
  return (
    <div className={classes['page']}>
      <a href="#content" className="hf-skip">
        {t('nav.skip')}
      </a>
      <Navigation me={me} />
      <div style={{ minWidth: 0 }}>
        <header className={classes['bar']}>
          <div className={classes['barInner']}>
            <ClinicSwitch />
            <SearchButton />
            <Group gap="sm" ml="auto" wrap="nowrap">
              <LiveDot />
              <Tooltip label={`${t('keys.help')} (?)`}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  visibleFrom="sm"
                  onClick={() => setKeysOpen(true)}
                  aria-label={t('keys.help')}
                >
                  <IconKeyboard size={20} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <LazyAccountMenu />
            </Group>
          </div>
          <OfflineBanner />
        </header>
        <main id="content" tabIndex={-1} className={classes['main']}>
          {children}
        </main>
      </div>
      <Notifications position="bottom-right" autoClose={8000} />
      <ShellSpotlight me={me} />
      <KeySheet isOpen={keysOpen} onClose={() => setKeysOpen(false)} />
    </div>
  );
}

function staffClinics(me: Me): StaffClinic[] {
  return staffClinicsOf(me);
}

/** Frame of the staff's pages: places on the left, clinic and search on top, a live dot. */
export function StaffShell({ me, children }: { readonly me: Me; readonly children: ReactNode }) {
  const clinics = useMemo(() => staffClinics(me), [me]);
  return (
    <ShellProvider clinics={clinics}>
      <ShellFrame me={me}>{children}</ShellFrame>
    </ShellProvider>
  );
}
