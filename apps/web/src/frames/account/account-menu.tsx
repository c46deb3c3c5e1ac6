import { ActionIcon, Avatar, Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconLogin2,
  IconLogout2,
  IconMenu2,
  IconMoon,
  IconSun,
} from '@tabler/icons-react';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MenuItemLink } from '../../components/links/links.tsx';
import { allLocales, changeLocale, localeNames } from '../../i18n/i18n.ts';
import { useLogOut, useMe } from '../../lib/account/use-me.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { usePlaces } from '../../lib/screen/places.ts';

const schemes = [
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
  { value: 'auto', icon: IconDeviceDesktop },
] as const;

function LanguageItems() {
  const { t } = useTranslation('product');
  const locale = useLocale();
  return (
    <>
      <Menu.Label>{t('language.label')}</Menu.Label>
      {allLocales.map((other) => (
        <Menu.Item
          key={other}
          lang={other}
          aria-current={other === locale}
          onClick={() => void changeLocale(other)}
          rightSection={other === locale ? <IconCheck size={16} aria-hidden /> : null}
        >
          {localeNames[other]}
        </Menu.Item>
      ))}
    </>
  );
}

function ThemeItems() {
  const { t } = useTranslation('product');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>{t('theme.label')}</Menu.Label>
      {schemes.map(({ value, icon: Icon }) => (
        <Menu.Item
          key={value}
          aria-current={value === colorScheme}
          leftSection={<Icon size={16} aria-hidden />}
          rightSection={value === colorScheme ? <IconCheck size={16} aria-hidden /> : null}
          onClick={() => setColorScheme(value)}
        >
          {t(`theme.${value}`)}
        </Menu.Item>
      ))}
    </>
  );
}

function AccountItems() {
  const { t } = useTranslation('product');
  const { me } = useMe();
  const logOut = useLogOut();
  const navigate = useNavigate();
  const places = usePlaces('accountMenu', me);
  const href = useRouterState({ select: (state) => state.location.href });
  if (me === null) {
    return (
      <MenuItemLink to="/login" search={{ next: href }} leftSection={<IconLogin2 size={16} />}>
        {t('nav.logIn')}
      </MenuItemLink>
    );
  }
  return (
    <>
      <Menu.Label>{me.displayName}</Menu.Label>
      {places.map(({ path, title, icon: Icon }) => (
        <MenuItemLink key={path} to={path} leftSection={<Icon size={16} />}>
          {title}
        </MenuItemLink>
      ))}
      <Menu.Item
        leftSection={<IconLogout2 size={16} />}
        onClick={() => void navigate({ to: '/' }).then(logOut)}
      >
        {t('nav.logOut')}
      </Menu.Item>
    </>
  );
}

/** Two letters that stand for a name; the button's own name holds them too, so that it can be called by what it shows. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => word.slice(0, 1)) : [name.slice(0, 2)];
  return letters.join('').toUpperCase();
}

/** The user, the screens that are open to them, language and theme. */
export function AccountMenu() {
  const { t } = useTranslation('product');
  const { me } = useMe();
  return (
    <Menu position="bottom-end" width={240} shadow="md" withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={44}
          aria-label={me ? `${t('nav.account')} ${initialsOf(me.displayName)}` : t('nav.menu')}
        >
          {me ? (
            <Avatar size={30} color="brand">
              {initialsOf(me.displayName)}
            </Avatar>
          ) : (
            <IconMenu2 size={22} aria-hidden />
          )}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <AccountItems />
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <ThemeItems />
      </Menu.Dropdown>
    </Menu>
  );
}
