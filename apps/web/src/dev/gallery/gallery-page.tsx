import {
  Anchor,
  Box,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Title,
  useMantineColorScheme,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { allLocales, changeLocale, localeNames } from '../../i18n/i18n.ts';
import { useLocale } from '../../lib/format/use-locale.ts';
import { SpecimenStand } from './specimen-stand.tsx';
import { specimens } from './specimens.ts';

const schemes = ['light', 'dark'] as const;

function Controls() {
  useTranslation();
  const locale = useLocale();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Group>
      <SegmentedControl
        aria-label="Language"
        value={locale}
        data={allLocales.map((value) => ({ value, label: localeNames[value] }))}
        onChange={(value) => void changeLocale(value)}
      />
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme === 'dark' ? 'dark' : 'light'}
        data={[...schemes]}
        onChange={(value) => setColorScheme(value)}
      />
    </Group>
  );
}

/** Every shared component in every state, in the language and theme chosen above. */
export function GalleryPage() {
  const byComponent = [...Map.groupBy(specimens, ({ component }) => component)];
  return (
    <Stack p="md" gap="xl" component="main">
      <Title order={1}>Components</Title>
      <Controls />
      <Group component="nav" gap="xs" aria-label="Components">
        {byComponent.map(([component]) => (
          <Anchor key={component} href={`#${component}`} size="sm">
            {component}
          </Anchor>
        ))}
      </Group>
      {byComponent.map(([component, states]) => (
        <section key={component} id={component} aria-label={component}>
          <Title order={2} fz="h4" mb="sm">
            {component}
          </Title>
          <Group align="flex-start" gap="lg">
            {states.map((specimen) => (
              <Box key={specimen.state} w={420} maw="100%">
                <Text size="xs" c="dimmed" mb={4}>
                  {specimen.state}
                </Text>
                <SpecimenStand specimen={specimen} />
              </Box>
            ))}
          </Group>
        </section>
      ))}
    </Stack>
  );
}
