import type { MessageKind } from '@holdfast/contract/message/message.states';
import { currencyExponents } from '@holdfast/contract/money';

export interface MessageFacts {
  readonly kind: MessageKind;
  readonly locale: 'en' | 'hi' | 'es';
  readonly subjectId: string;
  readonly clinicName: string;
  readonly timeZone: string;
  readonly amountMinor: number | null;
  readonly currency: string;
  readonly doctorName: string | null;
  readonly patientName: string | null;
  readonly startsAt: Date | null;
  /** Only for one-time codes. */
  readonly code: string | null;
}

const intlLocales = { en: 'en-IN', hi: 'hi-IN', es: 'es-MX' } as const;

/** Last six of the id: short enough to read out, and it makes each text its own. */
export function shortCode(bookingId: string): string {
  return bookingId.slice(-6).toUpperCase();
}

function moneyText(facts: MessageFacts): string {
  const exponents: Readonly<Record<string, number>> = currencyExponents;
  const exponent = exponents[facts.currency] ?? 2;
  const amount = (facts.amountMinor ?? 0) / 10 ** exponent;
  return new Intl.NumberFormat(intlLocales[facts.locale], {
    style: 'currency',
    currency: facts.currency,
  }).format(amount);
}

function timeText(facts: MessageFacts): string {
  if (facts.startsAt === null) return '';
  return new Intl.DateTimeFormat(intlLocales[facts.locale], {
    timeZone: facts.timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(facts.startsAt);
}

interface Words {
  readonly clinic: string;
  readonly doctor: string;
  readonly patient: string;
  readonly time: string;
  readonly money: string;
  readonly ref: string;
  readonly code: string;
}

type Template = (words: Words) => string;
type Templates = Readonly<Record<MessageKind, Template>>;

const english: Templates = {
  one_time_code: (w) => `${w.clinic}: your code is ${w.code}. It is valid for 10 minutes. Do not share it.`,
  booking_confirmed: (w) =>
    `${w.clinic}: confirmed for ${w.patient}. ${w.doctor}, ${w.time}. Please come 10 minutes early. Ref ${w.ref}`,
  booking_cancelled: (w) =>
    `${w.clinic}: the visit of ${w.patient} with ${w.doctor} on ${w.time} is cancelled.${
      w.money === '' ? '' : ` ${w.money} goes back the way you paid, usually within 5 to 7 working days.`
    } Ref ${w.ref}`,
  payment_refunded_late: (w) =>
    `${w.clinic}: your payment came after the time was no longer kept. ${w.money} goes back the way you paid, usually within 5 to 7 working days. Ref ${w.ref}`,
};

const hindi: Templates = {
  one_time_code: (w) => `${w.clinic}: आपका कोड ${w.code} है। यह 10 मिनट तक मान्य है। इसे किसी को न बताएँ।`,
  booking_confirmed: (w) =>
    `${w.clinic}: ${w.patient} की अपॉइंटमेंट पक्की हो गई है। ${w.doctor}, ${w.time}। कृपया 10 मिनट पहले आएँ। संदर्भ ${w.ref}`,
  booking_cancelled: (w) =>
    `${w.clinic}: ${w.patient} की ${w.doctor} के साथ ${w.time} की अपॉइंटमेंट रद्द कर दी गई है।${
      w.money === '' ? '' : ` ${w.money} उसी माध्यम से लौटाए जाएँगे, आमतौर पर 5 से 7 कार्य दिवसों में।`
    } संदर्भ ${w.ref}`,
  payment_refunded_late: (w) =>
    `${w.clinic}: आपका भुगतान तब मिला जब समय सुरक्षित नहीं रहा था। ${w.money} उसी माध्यम से लौटाए जाएँगे, आमतौर पर 5 से 7 कार्य दिवसों में। संदर्भ ${w.ref}`,
};

const spanish: Templates = {
  one_time_code: (w) => `${w.clinic}: tu código es ${w.code}. Vale 10 minutos. No lo compartas.`,
  booking_confirmed: (w) =>
    `${w.clinic}: cita confirmada para ${w.patient}. ${w.doctor}, ${w.time}. Llega 10 minutos antes. Ref. ${w.ref}`,
  booking_cancelled: (w) =>
    `${w.clinic}: la cita de ${w.patient} con ${w.doctor} del ${w.time} está cancelada.${
      w.money === ''
        ? ''
        : ` ${w.money} regresan por el mismo medio de pago, normalmente en 5 a 7 días hábiles.`
    } Ref. ${w.ref}`,
  payment_refunded_late: (w) =>
    `${w.clinic}: tu pago llegó cuando el horario ya no estaba apartado. ${w.money} regresan por el mismo medio de pago, normalmente en 5 a 7 días hábiles. Ref. ${w.ref}`,
};

const templates = { en: english, hi: hindi, es: spanish } as const;

/** The text of a message: in the patient's language, in the clinic's zone, without anything about health. */
export function renderMessage(facts: MessageFacts): string {
  return templates[facts.locale][facts.kind]({
    clinic: facts.clinicName,
    doctor: facts.doctorName ?? '',
    patient: facts.patientName ?? '',
    time: timeText(facts),
    money: facts.amountMinor === null || facts.amountMinor === 0 ? '' : moneyText(facts),
    ref: shortCode(facts.subjectId),
    code: facts.code ?? '',
  });
}
