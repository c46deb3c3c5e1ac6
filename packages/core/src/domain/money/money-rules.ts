import type { MoneyRules } from './bill.ts';

interface MoneySettings {
  readonly SURPLUS_GRACE_SECONDS: number;
  readonly WRONG_MONEY_HOURS: number;
  readonly CAPTURE_GRACE_SECONDS: number;
  readonly OPERATION_SLA_HOURS: number;
}

const hour = 3_600;

export const moneyRules = (settings: MoneySettings): MoneyRules => ({
  surplusGraceSeconds: settings.SURPLUS_GRACE_SECONDS,
  wrongMoneySeconds: settings.WRONG_MONEY_HOURS * hour,
  captureGraceSeconds: settings.CAPTURE_GRACE_SECONDS,
  operationSlaSeconds: settings.OPERATION_SLA_HOURS * hour,
});
