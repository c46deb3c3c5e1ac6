import { bookingReference } from '@holdfast/contract/booking/booking-reference';
import { formatMoney } from '@holdfast/contract/format/format-money';
import { intlLocale } from '@holdfast/contract/format/intl-locale';
import type { Locale } from '@holdfast/contract/locale';
import type { MessageKind, MessageVariable, VariableOf } from '@holdfast/contract/message/message-kinds';
import type { Currency } from '@holdfast/contract/money';
import { serviceTerms } from '@holdfast/contract/service-terms';

export interface MessageFacts {
  readonly kind: MessageKind;
  readonly locale: Locale;
  readonly subjectId: string;
  readonly clinicName: string;
  readonly timeZone: string;
  readonly amountMinor: number | null;
  readonly currency: Currency;
  readonly doctorName: string | null;
  readonly patientName: string | null;
  readonly startsAt: Date | null;
  /** Only for one-time codes. */
  readonly code: string | null;
}

/** Empty where no money is involved. */
function moneyText({ amountMinor, currency, locale }: MessageFacts): string {
  if (amountMinor === null || amountMinor === 0) return '';
  return formatMoney({ amountMinor, currency }, locale, { exact: true });
}

function timeText(facts: MessageFacts): string {
  if (facts.startsAt === null) return '';
  return new Intl.DateTimeFormat(intlLocale(facts.locale), {
    timeZone: facts.timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(facts.startsAt);
}

type Words = Readonly<Record<'clinic' | MessageVariable, string>>;
/** A text may use only the parameters that its kind declares. */
type Templates = {
  readonly [K in MessageKind]: (words: Pick<Words, 'clinic' | VariableOf<K>>) => string;
};

const { codeValidMinutes, arriveEarlyMinutes, refundDaysMin, refundDaysMax } = serviceTerms;

const english: Templates = {
  one_time_code: (w) =>
    `${w.clinic}: your code is ${w.code}. It is valid for ${codeValidMinutes} minutes. Do not share it.`,
  booking_confirmed: (w) =>
    `${w.clinic}: confirmed for ${w.patient}. ${w.doctor}, ${w.time}. Please come ${arriveEarlyMinutes} minutes early. Ref ${w.ref}`,
  booking_cancelled: (w) =>
    `${w.clinic}: the visit of ${w.patient} with ${w.doctor} on ${w.time} is cancelled. Ref ${w.ref}`,
  payment_refunded_late: (w) =>
    `${w.clinic}: your payment came after the time was no longer kept. ${w.money} goes back the way you paid, usually within ${refundDaysMin} to ${refundDaysMax} working days. Ref ${w.ref}`,
  refund_requested: (w) =>
    `${w.clinic}: ${w.money} is on its way back the way you paid, usually within ${refundDaysMin} to ${refundDaysMax} working days. Ref ${w.ref}`,
  refund_processed: (w) => `${w.clinic}: ${w.money} was returned the way you paid. Ref ${w.ref}`,
};

const hindi: Templates = {
  one_time_code: (w) =>
    `${w.clinic}: आपका कोड ${w.code} है। यह ${codeValidMinutes} मिनट तक मान्य है। इसे किसी को न बताएँ।`,
  booking_confirmed: (w) =>
    `${w.clinic}: ${w.patient} की अपॉइंटमेंट पक्की हो गई है। ${w.doctor}, ${w.time}। कृपया ${arriveEarlyMinutes} मिनट पहले आएँ। संदर्भ ${w.ref}`,
  booking_cancelled: (w) =>
    `${w.clinic}: ${w.patient} की ${w.doctor} के साथ ${w.time} की अपॉइंटमेंट रद्द कर दी गई है। संदर्भ ${w.ref}`,
  payment_refunded_late: (w) =>
    `${w.clinic}: आपका भुगतान तब मिला जब समय सुरक्षित नहीं रहा था। ${w.money} उसी माध्यम से लौटाए जाएँगे, आमतौर पर ${refundDaysMin} से ${refundDaysMax} कार्य दिवसों में। संदर्भ ${w.ref}`,
  refund_requested: (w) =>
    `${w.clinic}: ${w.money} उसी माध्यम से लौटाए जा रहे हैं, आमतौर पर ${refundDaysMin} से ${refundDaysMax} कार्य दिवसों में। संदर्भ ${w.ref}`,
  refund_processed: (w) => `${w.clinic}: ${w.money} उसी माध्यम से लौटा दिए गए हैं। संदर्भ ${w.ref}`,
};

const spanish: Templates = {
  one_time_code: (w) =>
    `${w.clinic}: su código es ${w.code}. Vale ${codeValidMinutes} minutos. No lo comparta.`,
  booking_confirmed: (w) =>
    `${w.clinic}: cita confirmada para ${w.patient}. ${w.doctor}, ${w.time}. Llegue ${arriveEarlyMinutes} minutos antes. Ref. ${w.ref}`,
  booking_cancelled: (w) =>
    `${w.clinic}: la cita de ${w.patient} con ${w.doctor} del ${w.time} está cancelada. Ref. ${w.ref}`,
  payment_refunded_late: (w) =>
    `${w.clinic}: su pago llegó cuando el horario ya no estaba apartado. ${w.money} regresan por el mismo medio de pago, normalmente en ${refundDaysMin} a ${refundDaysMax} días hábiles. Ref. ${w.ref}`,
  refund_requested: (w) =>
    `${w.clinic}: ${w.money} van de regreso por el mismo medio de pago, normalmente en ${refundDaysMin} a ${refundDaysMax} días hábiles. Ref. ${w.ref}`,
  refund_processed: (w) => `${w.clinic}: ${w.money} regresaron por el mismo medio de pago. Ref. ${w.ref}`,
};

const templates: Readonly<Record<Locale, Templates>> = { en: english, hi: hindi, es: spanish };

/** The text of a message: in the patient's language, in the clinic's zone, without anything about health. */
export function renderMessage(facts: MessageFacts): string {
  return templates[facts.locale][facts.kind]({
    clinic: facts.clinicName,
    doctor: facts.doctorName ?? '',
    patient: facts.patientName ?? '',
    time: timeText(facts),
    money: moneyText(facts),
    ref: bookingReference(facts.subjectId),
    code: facts.code ?? '',
  });
}
