import { Button, Stack, Tabs, Text } from '@mantine/core';
import { IconLock, IconPhone } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Card } from '../../components/layout/card.tsx';
import { PageHead } from '../../components/layout/page-head.tsx';
import { rememberLogIn } from '../../lib/account/session.ts';
import { useLogOut, useMe } from '../../lib/account/use-me.ts';
import { useTRPC } from '../../lib/api/trpc.ts';
import { PasswordForm } from './password-form.tsx';
import { PhoneForm } from './phone-form.tsx';
import { homeOf, safeNext } from './where-next.ts';

const route = getRouteApi('/patient/login');

function clinicIn(next: string | null): string | null {
  return next?.match(/^\/clinics\/([^/?]+)/)?.[1] ?? null;
}

/** After a log-in: read the user, drop what was cached before the log-in, and go to the page they asked for. */
function useGoOn(next: string | null): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    const me = await queryClient
      .fetchQuery(trpc.auth.me.queryOptions({}, { staleTime: 0 }))
      .catch(() => null);
    if (me) rememberLogIn(me.userId);
    void queryClient.invalidateQueries();
    router.history.replace(next ?? (me ? homeOf(me) : '/'));
  };
}

function AlreadyIn({ name, onGoOn }: { readonly name: string; readonly onGoOn: () => void }) {
  const { t } = useTranslation('log-in');
  const logOut = useLogOut();
  return (
    <Stack gap="sm">
      <Text>{t('noticed', { name })}</Text>
      <Button size="md" onClick={onGoOn}>
        {t('goOn')}
      </Button>
      <Button size="md" variant="subtle" onClick={() => void logOut()}>
        {t('asOther')}
      </Button>
    </Stack>
  );
}

export function LogInPage() {
  const { t } = useTranslation('log-in');
  const { me } = useMe();
  const next = safeNext(route.useSearch().next);
  const goOn = useGoOn(next);
  const isBooking = next?.includes('/book') ?? false;
  const onLoggedIn = (): void => void goOn();
  return (
    <>
      <PageHead title={t(isBooking ? 'titleToBook' : 'title')} />
      <Card>
        {me ? (
          <AlreadyIn name={me.displayName} onGoOn={onLoggedIn} />
        ) : (
          <Tabs
            defaultValue="phone"
            keepMounted={false}
            styles={{ tab: { justifyContent: 'center' }, tabLabel: { flex: 'none' } }}
          >
            <Tabs.List grow mb="lg">
              <Tabs.Tab value="phone" leftSection={<IconPhone size={16} aria-hidden />} mih={44}>
                {t('byPhone')}
              </Tabs.Tab>
              <Tabs.Tab value="password" leftSection={<IconLock size={16} aria-hidden />} mih={44}>
                {t('byPassword')}
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="phone">
              <PhoneForm clinic={clinicIn(next)} onLoggedIn={onLoggedIn} />
            </Tabs.Panel>
            <Tabs.Panel value="password">
              <PasswordForm onLoggedIn={onLoggedIn} />
            </Tabs.Panel>
          </Tabs>
        )}
      </Card>
    </>
  );
}
