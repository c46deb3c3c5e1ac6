import type { Doctor } from '@holdfast/contract/clinic/clinic.procedures';
import { ActionIcon, Button, CloseButton, Group, Kbd, Select, Text, TextInput, Tooltip } from '@mantine/core';
import {
  IconCalendarPlus,
  IconChevronLeft,
  IconChevronRight,
  IconKey,
  IconSearch,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { addDays, formatDate } from '../../../lib/format/format-time.ts';
import { newBookingKey, searchKey } from '../model/board-keys.ts';
import { useStaffText } from '../use-staff-text.ts';
import classes from './board-toolbar.module.css';

interface DaySwitchProps {
  readonly date: string;
  readonly today: string;
  readonly onDate: (date: string) => void;
}

function DaySwitch({ date, today, onDate }: DaySwitchProps) {
  const { t, locale } = useStaffText();
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label={t('staff:board.previousDay')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('staff:board.previousDay')}
          onClick={() => onDate(addDays(date, -1))}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <TextInput
        type="date"
        aria-label={t('staff:board.date')}
        value={date}
        required
        min="2000-01-01"
        max="2099-12-31"
        onChange={(event) => event.currentTarget.validity.valid && onDate(event.currentTarget.value)}
      />
      <Tooltip label={t('staff:board.nextDay')}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t('staff:board.nextDay')}
          onClick={() => onDate(addDays(date, 1))}
        >
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Button variant="default" disabled={date === today} onClick={() => onDate(today)}>
        {t('staff:board.today')}
      </Button>
      <Text size="sm" visibleFrom="lg">
        {formatDate(date, locale, { weekday: 'long' })}
      </Text>
    </Group>
  );
}

interface SearchFieldProps {
  readonly value: string;
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly onChange: (search: string) => void;
}

function SearchField({ value, inputRef, onChange }: SearchFieldProps) {
  const { t } = useStaffText();
  return (
    <TextInput
      ref={inputRef}
      className={classes.search}
      type="text"
      role="searchbox"
      aria-label={t('staff:board.search')}
      aria-keyshortcuts={searchKey}
      placeholder={t('staff:board.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={value}
      maxLength={80}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSection={
        value === '' ? (
          <Kbd size="xs" aria-hidden>
            {searchKey}
          </Kbd>
        ) : (
          <CloseButton size="sm" aria-label={t('staff:board.clearSearch')} onClick={() => onChange('')} />
        )
      }
    />
  );
}

interface BoardToolbarProps extends DaySwitchProps {
  readonly doctors: readonly Doctor[];
  readonly doctorId: string | null;
  readonly onDoctor: (doctorId: string | null) => void;
  readonly search: string;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onSearch: (search: string) => void;
  /** Absent where the role has no permission. */
  readonly onNewBooking: (() => void) | null;
  readonly onRevealCode: (() => void) | null;
}

export function BoardToolbar(props: BoardToolbarProps) {
  const { t } = useStaffText();
  const { doctors, doctorId, onDoctor, onNewBooking, onRevealCode } = props;
  return (
    <div className={classes.bar}>
      <DaySwitch date={props.date} today={props.today} onDate={props.onDate} />
      <Select
        className={classes.doctor}
        aria-label={t('staff:board.doctor')}
        placeholder={t('staff:board.everyDoctor')}
        clearable
        searchable
        data={doctors.map(({ id, name }) => ({ value: id, label: name }))}
        value={doctorId}
        onChange={onDoctor}
        clearButtonProps={{ 'aria-label': t('staff:board.everyDoctor') }}
      />
      <SearchField value={props.search} inputRef={props.searchRef} onChange={props.onSearch} />
      <Group gap={8} ml="auto" wrap="nowrap">
        {onRevealCode ? (
          <Button variant="default" leftSection={<IconKey size={16} aria-hidden />} onClick={onRevealCode}>
            {t('staff:board.revealCode')}
          </Button>
        ) : null}
        {onNewBooking ? (
          <Button
            leftSection={<IconCalendarPlus size={16} aria-hidden />}
            aria-keyshortcuts={newBookingKey}
            onClick={onNewBooking}
          >
            {t('staff:board.newBooking')}
          </Button>
        ) : null}
      </Group>
    </div>
  );
}
