import { Text } from '@mantine/core';
import { Card, CardLink } from '../../../components/layout/card.tsx';
import { PageHead } from '../../../components/layout/page-head.tsx';
import { ListWithPanel, SidePanel, useIsBeside } from '../../../components/layout/side-panel.tsx';
import { BackLink } from '../../../components/links/back-link.tsx';
import { ButtonLink } from '../../../components/links/links.tsx';
import { PatientForm } from '../../../components/patient-form/patient-form.tsx';
import { ReasonField } from '../../../components/reason/reason-field.tsx';
import { AccountMenu } from '../../../frames/account/account-menu.tsx';
import { LiveDot } from '../../../frames/staff/live-dot.tsx';
import { Mark, Wordmark } from '../../../frames/wordmark.tsx';
import { hardNames } from '../../../testing/fake-board.ts';
import { asha, ravi } from '../../../testing/fake-data.ts';
import { statesOf } from '../specimen.ts';

const nothing = (): void => undefined;
const longName = hardNames[0] ?? '';

/** Shown at a width where the panel is beside the list, because a drawer would cover the gallery. */
function Panel() {
  const isBeside = useIsBeside();
  const panel = isBeside ? (
    <SidePanel title={longName} closeLabel="Close" onClose={nothing}>
      <Text>Details of a row</Text>
    </SidePanel>
  ) : null;
  return <ListWithPanel list={<Text>The list</Text>} panel={panel} />;
}

export const layout = [
  ...statesOf('Card', { text: () => <Card>A card</Card>, 'long name': () => <Card>{longName}</Card> }),
  ...statesOf('CardLink', { link: () => <CardLink to="/">A card that leads on</CardLink> }),
  ...statesOf('PageHead', {
    'title alone': () => <PageHead title="Dr Leela Menon" />,
    full: () => (
      <PageHead title={longName} lead="Cardiology" back={<BackLink to="/">Other doctors</BackLink>} />
    ),
  }),
  ...statesOf('BackLink', { link: () => <BackLink to="/">Other doctors</BackLink> }),
  ...statesOf('ButtonLink', { link: () => <ButtonLink to="/">Choose a time</ButtonLink> }),
  ...statesOf('ReasonField', {
    empty: () => <ReasonField value="" problem={null} onChange={nothing} />,
    'too short': () => (
      <ReasonField value="no" problem="Give a reason of at least 3 letters." onChange={nothing} />
    ),
  }),
  ...statesOf('SidePanel', { 'beside a list': () => <Panel /> }),
  ...statesOf('PatientForm', {
    'patient, first': () => (
      <PatientForm filledBy="patient" clinic={asha} title="Who is the visit for?" onAdded={nothing} />
    ),
    'patient, one more': () => (
      <PatientForm
        filledBy="patient"
        clinic={asha}
        known={{ phone: ravi.phone }}
        onAdded={nothing}
        onBack={nothing}
      />
    ),
    desk: () => (
      <PatientForm
        filledBy="desk"
        clinic={asha}
        known={{ fullName: longName, phone: '' }}
        onAdded={nothing}
        onBack={nothing}
      />
    ),
  }),
  ...statesOf('AccountMenu', { 'nobody logged in': () => <AccountMenu /> }),
  ...statesOf('LiveDot', { off: () => <LiveDot /> }),
  ...statesOf('Wordmark', { wordmark: () => <Wordmark /> }),
  ...statesOf('Mark', { mark: () => <Mark /> }),
];
