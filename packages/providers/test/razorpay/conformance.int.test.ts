import type { CreateConformanceStand } from '../conformance/conformance-stand.ts';
import { describePaymentProvider } from '../conformance/payment-provider-suite.ts';
import { startRig } from './rig.ts';

const createStand: CreateConformanceStand = async () => {
  const { sandbox, gateway } = await startRig();
  const { razorpay } = sandbox;
  return {
    gateway,
    currency: 'INR',
    newOrder: (receipt) => gateway.createOrder({ receipt, amountMinor: 80_000, currency: 'INR', notes: {} }),
    pay: (providerOrderId) => {
      const { payment, callback } = razorpay.pay(providerOrderId);
      if (callback === null) throw new Error('the page returned nothing');
      return { providerPaymentId: payment.id, signature: callback.razorpay_signature };
    },
    deliveries: () =>
      razorpay.listEvents().map(({ body, signature, id }) => ({
        rawBody: Buffer.from(body),
        headers: new Headers({ 'x-razorpay-signature': signature, 'x-razorpay-event-id': id }),
      })),
    refundByHand: (paymentId, amountMinor) => void razorpay.refundFromDashboard(paymentId, amountMinor),
    refundsAt: (paymentId) => razorpay.ledger().totals.refundsPerPayment[paymentId]?.count ?? 0,
    calls: () => razorpay.calls().map((call) => call.operation),
    forgetKeys: () => {
      for (const record of razorpay.book.refunds.values()) record.idempotencyKey = null;
    },
    secrets: [razorpay.options.keySecret, razorpay.options.webhookSecret],
    close: () => sandbox.close(),
  };
};

describePaymentProvider('razorpay', createStand);
