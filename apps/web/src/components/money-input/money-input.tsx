import { currencyExponents } from '@holdfast/contract/country/countries';
import type { Currency } from '@holdfast/contract/money';
import { maxAmountMinor } from '@holdfast/contract/money';
import { NumberInput } from '@mantine/core';
import { useState } from 'react';

interface MoneyInputProps {
  readonly label: string;
  readonly description?: string;
  readonly currency: Currency;
  /** What it shows at first; from then on it keeps what is typed, because `1500.` is on its way to an amount. */
  readonly startsWithMinor?: number;
  readonly problem: string | null;
  /** Null while it is empty. */
  readonly onChange: (amountMinor: number | null) => void;
  readonly isFixed?: boolean;
  /** Takes the focus of its dialog, and keeps its keys to itself. */
  readonly isInDialog?: boolean;
}

/** An amount as people write it, in whole units and the decimals of its currency. */
export function MoneyInput({ currency, startsWithMinor, problem, onChange, ...props }: MoneyInputProps) {
  const digits = currencyExponents[currency];
  const scale = 10 ** digits;
  const { isFixed = false, isInDialog = false } = props;
  const [typed, setTyped] = useState<string | number>(
    startsWithMinor === undefined ? '' : startsWithMinor / scale,
  );
  const change = (value: string | number): void => {
    setTyped(value);
    const amount = value === '' ? Number.NaN : Number(value);
    onChange(Number.isFinite(amount) ? Math.round(amount * scale) : null);
  };
  return (
    <NumberInput
      {...(isInDialog ? { 'data-autofocus': true, 'data-mantine-stop-propagation': 'true' } : {})}
      label={props.label}
      description={props.description}
      required
      readOnly={isFixed}
      value={typed}
      onChange={change}
      min={0}
      max={maxAmountMinor / scale}
      clampBehavior="strict"
      decimalScale={digits}
      allowNegative={false}
      hideControls
      inputMode="decimal"
      leftSection={<span style={{ fontSize: 12 }}>{currency}</span>}
      leftSectionWidth={48}
      leftSectionPointerEvents="none"
      error={problem}
    />
  );
}
