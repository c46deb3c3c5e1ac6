import { digits, newId } from './ids.ts';

/** Razorpay returns empty notes as an empty array, and others as an object. */
export type Notes = Record<string, string> | never[];

export function toNotes(pairs: Record<string, string> | undefined): Notes {
  return pairs !== undefined && Object.keys(pairs).length > 0 ? pairs : [];
}

export interface OrderEntity {
  id: string;
  entity: 'order';
  amount: number;
  amount_paid: number;
  amount_due: number;
  currency: string;
  receipt: string | null;
  offer_id: string | null;
  status: 'created' | 'attempted' | 'paid';
  attempts: number;
  notes: Notes;
  created_at: number;
}

export type PaymentStatus = 'created' | 'authorized' | 'captured' | 'refunded' | 'failed';
export const payMethods = ['upi', 'card', 'netbanking', 'wallet'] as const;
export type PayMethod = (typeof payMethods)[number];

export interface PaymentEntity {
  id: string;
  entity: 'payment';
  amount: number;
  currency: string;
  base_amount: number;
  fee_bearer?: 'customer';
  status: PaymentStatus;
  order_id: string | null;
  invoice_id: null;
  international: boolean;
  method: PayMethod;
  amount_refunded: number;
  amount_transferred: number;
  refund_status: null | 'partial' | 'full';
  captured: boolean;
  description: string | null;
  card_id: string | null;
  card?: Record<string, unknown>;
  bank: string | null;
  wallet: string | null;
  vpa: string | null;
  email: string;
  contact: string;
  notes: Notes;
  fee: number | null;
  tax: number | null;
  error_code: string | null;
  error_description: string | null;
  error_source: string | null;
  error_step: string | null;
  error_reason: string | null;
  acquirer_data: Record<string, string | null>;
  created_at: number;
  upi?: { payer_account_type: string; vpa: string; flow: string };
}

/** `payer`: what the payer is charged is the order's amount and the fee on top. */
export type FeeBearer = 'merchant' | 'payer';

export interface RefundEntity {
  id: string;
  entity: 'refund';
  amount: number;
  currency: string;
  payment_id: string;
  notes: Notes;
  receipt: string | null;
  acquirer_data: { arn: string | null };
  created_at: number;
  batch_id: null;
  status: 'pending' | 'processed' | 'failed';
  speed_processed: 'normal' | 'instant';
  speed_requested: 'normal' | 'optimum';
}

export interface Collection<Item> {
  entity: 'collection';
  count: number;
  items: Item[];
}

export function toCollection<Item>(items: Item[]): Collection<Item> {
  return { entity: 'collection', count: items.length, items };
}

interface NewOrder {
  amount: number;
  currency: string;
  receipt: string | null;
  notes: Notes;
  createdAt: number;
}

export function newOrder(input: NewOrder): OrderEntity {
  return {
    id: newId('order'),
    entity: 'order',
    amount: input.amount,
    amount_paid: 0,
    amount_due: input.amount,
    currency: input.currency,
    receipt: input.receipt,
    offer_id: null,
    status: 'created',
    attempts: 0,
    notes: input.notes,
    created_at: input.createdAt,
  };
}

export interface Payer {
  email?: string | undefined;
  contact?: string | undefined;
  description?: string | undefined;
}
interface NewPayment {
  /** null for money that came without an order */
  order: OrderEntity | null;
  amount: number;
  currency: string;
  method: PayMethod;
  payer: Payer;
  feeBearer: FeeBearer;
  createdAt: number;
}

export function newPayment(input: NewPayment): PaymentEntity {
  const { method } = input;
  const vpa = 'success@razorpay';
  const cardId = newId('card');
  return {
    id: newId('pay'),
    entity: 'payment',
    amount: input.amount,
    currency: input.currency,
    base_amount: input.amount,
    // Told only by accounts on which the payer bears it.
    ...(input.feeBearer === 'payer' ? { fee_bearer: 'customer' as const } : {}),
    status: 'created',
    order_id: input.order?.id ?? null,
    invoice_id: null,
    international: false,
    method,
    amount_refunded: 0,
    amount_transferred: 0,
    refund_status: null,
    captured: false,
    description: input.payer.description ?? null,
    card_id: method === 'card' ? cardId : null,
    bank: method === 'netbanking' ? 'HDFC' : null,
    wallet: method === 'wallet' ? 'mobikwik' : null,
    vpa: method === 'upi' ? vpa : null,
    email: input.payer.email ?? 'payer@example.org',
    contact: input.payer.contact ?? '+910000000000',
    notes: input.order?.notes ?? [],
    fee: null,
    tax: null,
    error_code: null,
    error_description: null,
    error_source: null,
    error_step: null,
    error_reason: null,
    acquirer_data: acquirerData(method),
    created_at: input.createdAt,
    ...(method === 'card' ? { card: cardEntity(cardId) } : {}),
    ...(method === 'upi' ? { upi: { payer_account_type: 'bank_account', vpa, flow: 'intent' } } : {}),
  };
}

function acquirerData(method: PayMethod): Record<string, string | null> {
  switch (method) {
    case 'upi':
      return { rrn: digits(12) };
    case 'card':
      return { auth_code: digits(6) };
    case 'netbanking':
      return { bank_transaction_id: digits(10) };
    case 'wallet':
      return { transaction_id: null };
  }
}

function cardEntity(id: string): Record<string, unknown> {
  return {
    id,
    entity: 'card',
    name: '',
    last4: '1111',
    network: 'Visa',
    type: 'credit',
    issuer: null,
    international: false,
    emi: false,
    sub_type: 'consumer',
  };
}

interface NewRefund {
  payment: PaymentEntity;
  amount: number;
  notes: Notes;
  receipt: string | null;
  speed: 'normal' | 'optimum';
  createdAt: number;
}

export function newRefund(input: NewRefund): RefundEntity {
  return {
    id: newId('rfnd'),
    entity: 'refund',
    amount: input.amount,
    currency: input.payment.currency,
    payment_id: input.payment.id,
    notes: input.notes,
    receipt: input.receipt,
    acquirer_data: { arn: null },
    created_at: input.createdAt,
    batch_id: null,
    status: 'pending',
    speed_processed: 'normal',
    speed_requested: input.speed,
  };
}

export interface FeeRate {
  feeBasisPoints: number;
  /** of the fee */
  taxBasisPoints: number;
}

/** `fee` includes `tax`, as at the provider. */
export function feeFor(amount: number, { feeBasisPoints, taxBasisPoints }: FeeRate) {
  const base = Math.round((amount * feeBasisPoints) / 10_000);
  const tax = Math.round((base * taxBasisPoints) / 10_000);
  return { fee: base + tax, tax };
}

export const disputeOutcomes = ['under_review', 'won', 'lost', 'closed'] as const;
export type DisputeOutcome = (typeof disputeOutcomes)[number];

export interface DisputeEntity {
  id: string;
  entity: 'dispute';
  payment_id: string;
  amount: number;
  currency: string;
  /** 0 until it is lost */
  amount_deducted: number;
  gateway_dispute_id: null;
  reason_code: string;
  reason_description: string;
  respond_by: number;
  status: 'open' | DisputeOutcome;
  phase: 'fraud' | 'retrieval' | 'chargeback' | 'pre_arbitration' | 'arbitration';
  created_at: number;
}

const daysToRespond = 7;

export function newDispute(payment: PaymentEntity, amount: number, createdAt: number): DisputeEntity {
  return {
    id: newId('disp'),
    entity: 'dispute',
    payment_id: payment.id,
    amount,
    currency: payment.currency,
    amount_deducted: 0,
    gateway_dispute_id: null,
    reason_code: 'goods_or_services_not_provided',
    reason_description: 'The payer says that the service was not provided.',
    respond_by: createdAt + daysToRespond * 86_400,
    status: 'open',
    phase: 'chargeback',
    created_at: createdAt,
  };
}
