import { bookingMachine } from '@holdfast/contract/booking/booking.states';
import { operationMachine, operationState } from '@holdfast/contract/money/operation.states';
import type { Bill } from './bill.ts';

/**
 * Gives up orders that were never made, once no booking waits for money. Where one was made after all, it is found by its
 * receipt, and money on it leads here.
 */
export function followOrders(bill: Bill): Bill {
  if (bill.bookings.some(({ state }) => bookingMachine.is.unpaid(state))) return bill;
  const operations = bill.operations.map((operation) =>
    operation.kind === 'create_order' && operationMachine.is.open(operation.state)
      ? { ...operation, state: operationState.withdrawn, nextAt: null }
      : operation,
  );
  return { ...bill, operations };
}
