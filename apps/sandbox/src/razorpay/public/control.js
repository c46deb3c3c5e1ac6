const refreshMs = 2000;
const form = document.getElementById('misbehave');
let known = null;
let lastDrawn = '';

function say(text, bad = false) {
  const line = document.getElementById('message');
  line.textContent = text;
  line.className = bad ? 'bad' : '';
}

async function send(method, path, body) {
  const response = await fetch(path, {
    method,
    ...(method === 'POST'
      ? { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } }
      : {}),
  });
  const answer = await response.json();
  if (response.ok) say('Done.');
  else say(answer.error?.description ?? 'The sandbox refused.', true);
  await refresh();
}

function button(label, act) {
  const node = document.createElement('button');
  node.type = 'button';
  node.textContent = label;
  node.addEventListener('click', act);
  return node;
}

function cell(content) {
  const node = document.createElement('td');
  if (Array.isArray(content)) node.append(...content);
  else node.textContent = content === null || content === undefined ? '–' : String(content);
  return node;
}

function draw(id, headings, rows, empty) {
  const place = document.getElementById(id);
  // Wide tables scroll sideways; the keyboard must reach them too.
  place.tabIndex = 0;
  place.setAttribute('role', 'region');
  place.setAttribute('aria-label', `Table: ${id}`);
  if (rows.length === 0) {
    const note = document.createElement('p');
    note.className = 'quiet';
    note.textContent = empty;
    place.replaceChildren(note);
    return;
  }
  const table = document.createElement('table');
  const head = table.createTHead().insertRow();
  for (const heading of headings) {
    const node = document.createElement('th');
    node.scope = 'col';
    node.textContent = heading;
    head.append(node);
  }
  const body = table.createTBody();
  for (const row of rows) body.insertRow().append(...row.map(cell));
  place.replaceChildren(table);
}

const time = (seconds) => new Date(seconds * 1000).toLocaleTimeString();
const clock = (iso) => new Date(iso).toLocaleTimeString();
const money = (amount, currency) => `${(amount / 100).toFixed(2)} ${currency}`;

function orderActions(order, outcomes) {
  const select = document.createElement('select');
  select.setAttribute('aria-label', `Outcome for ${order.id}`);
  for (const outcome of outcomes) select.add(new Option(outcome, outcome));
  return [
    select,
    button('Pay', () => send('POST', `/control/orders/${order.id}/pay`, { outcome: select.value })),
    button('Pay a twin', () =>
      send('POST', `/control/orders/${order.id}/pay-twin`, { outcome: select.value }),
    ),
  ];
}

function paymentActions(payment) {
  const become = (state, label) =>
    button(label, () => send('POST', `/control/payments/${payment.id}/become`, { state }));
  const actions = [];
  if (payment.status === 'created' || payment.status === 'failed')
    actions.push(become('authorized', 'Authorize now'));
  if (payment.status === 'created') actions.push(become('failed', 'Fail'));
  if (!payment.captured && payment.status !== 'refunded') actions.push(become('captured', 'Capture now'));
  if (payment.status === 'authorized') actions.push(become('auto-refunded', 'Give back by itself'));
  if (payment.captured && payment.refund_status !== 'full') {
    actions.push(
      button('Refund from the dashboard', () =>
        send('POST', `/control/payments/${payment.id}/dashboard-refund`),
      ),
      button('Dispute', () => send('POST', `/control/payments/${payment.id}/dispute`)),
    );
  }
  if (payment.captured && payment.fee === null)
    actions.push(button('Tell its fee', () => send('POST', `/control/payments/${payment.id}/tell-fee`)));
  return actions;
}

function refundActions(refund) {
  const become = (state, label) =>
    button(label, () => send('POST', `/control/refunds/${refund.id}/become`, { state }));
  if (refund.status === 'pending') return [become('processed', 'Process'), become('failed', 'Fail')];
  return refund.status === 'processed' ? [become('failed', 'Fail after all')] : [];
}

function drawMoney(state) {
  draw(
    'orders',
    ['Order', 'Receipt', 'Amount', 'State', 'Tries', 'At', 'Pay it'],
    state.orders.map((order) => [
      order.id,
      order.receipt,
      money(order.amount, order.currency),
      order.status,
      order.attempts,
      time(order.created_at),
      orderActions(order, state.outcomes),
    ]),
    'An order appears when the product asks for one: book a slot and press pay.',
  );
  draw(
    'payments',
    ['Payment', 'Order', 'Amount', 'State', 'Given back', 'Way', 'At', 'Make it'],
    state.payments.map((payment) => [
      payment.id,
      payment.order_id,
      money(payment.amount, payment.currency),
      payment.status,
      money(payment.amount_refunded, payment.currency),
      payment.method,
      time(payment.created_at),
      paymentActions(payment),
    ]),
    'A payment appears when somebody pays an order.',
  );
  draw(
    'refunds',
    ['Refund', 'Payment', 'Amount', 'State', 'Asked by', 'Idempotency key', 'Make it'],
    state.refunds.map((refund) => [
      refund.id,
      refund.payment_id,
      money(refund.amount, refund.currency),
      refund.status,
      refund.requestedBy,
      refund.idempotencyKey,
      refundActions(refund),
    ]),
    'No refund yet.',
  );
  draw(
    'captures',
    ['Payment', 'Order', 'Amount', 'By', 'At'],
    state.captures.map((capture) => [
      capture.paymentId,
      capture.orderId,
      money(capture.amount, capture.currency),
      capture.by,
      clock(capture.at),
    ]),
    'No capture yet.',
  );
}

function eventActions({ id, state }) {
  const again = button('Send again', () => send('POST', `/control/events/${id}/replay`));
  const release = button('Release', () => send('POST', '/control/webhooks/release', { id }));
  return state === 'held' ? [again, release] : [again];
}

function drawAccount({ balances, clockAheadMs, webhooks }) {
  const shown = Object.entries(balances).map(([currency, amount]) => money(amount, currency));
  const hours = (clockAheadMs / 3_600_000).toFixed(1);
  document.getElementById('balance').textContent =
    `Balance: ${shown.join(', ') || 'untouched'}. The clock is ${hours} hours ahead. Webhooks are ${webhooks}.`;
  const turn = document.getElementById('switch');
  turn.dataset.body = JSON.stringify({ to: webhooks === 'on' ? 'off' : 'on' });
  turn.textContent = webhooks === 'on' ? 'Send no webhooks' : 'Send webhooks again';
}

function drawTraffic(state) {
  document.getElementById('endpoint').textContent =
    state.webhookUrl === null ? 'No endpoint is set; events are only noted.' : `Sent to ${state.webhookUrl}`;
  draw(
    'events',
    ['Event', 'Id', 'Order', 'State', 'Mischief', 'Tries', 'Last answer', 'At', ''],
    state.events.map((event) => [
      event.type,
      event.id,
      event.orderId,
      event.state,
      event.misbehaviour,
      event.tries.length,
      event.tries.at(-1)?.status ?? event.tries.at(-1)?.error,
      clock(event.createdAt),
      eventActions(event),
    ]),
    'No event yet.',
  );
  draw(
    'calls',
    ['Operation', 'Path', 'Answer', 'Mischief', 'Idempotency key', 'At'],
    state.calls.map((call) => [
      call.operation,
      call.path,
      call.status ?? 'waiting',
      call.misbehaviour,
      call.idempotencyKey,
      clock(call.at),
    ]),
    'No call yet.',
  );
  draw(
    'queued',
    ['Where', 'What', 'Times left', 'Details'],
    state.queued.map(({ operation, kind, times, ...rest }) => [operation, kind, times, JSON.stringify(rest)]),
    'Nothing is ordered: the sandbox behaves.',
  );
}

function fillKinds() {
  const { operation, kind } = form.elements;
  kind.replaceChildren(...known[operation.value].map((name) => new Option(name, name)));
}

function fillForm(state) {
  if (known !== null) return;
  known = state.known;
  form.elements.operation.replaceChildren(...Object.keys(known).map((name) => new Option(name, name)));
  form.elements.operation.addEventListener('change', fillKinds);
  fillKinds();
}

async function refresh() {
  const response = await fetch('/control/state');
  const text = await response.text();
  if (text === lastDrawn || document.activeElement?.matches('td select')) return;
  lastDrawn = text;
  const state = JSON.parse(text);
  fillForm(state);
  const violations = document.getElementById('violations');
  violations.hidden = state.violations.length === 0;
  violations.textContent = `The money is wrong: ${state.violations.join('; ')}`;
  drawAccount(state);
  drawMoney(state);
  drawTraffic(state);
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  const numbers = new Set(['times', 'delayMs', 'copies']);
  void send(
    'POST',
    '/control/misbehave',
    Object.fromEntries(given.map(([k, v]) => [k, numbers.has(k) ? Number(v) : v])),
  );
});

for (const node of document.querySelectorAll('[data-post], [data-delete]')) {
  node.addEventListener('click', () => {
    if (node.dataset.confirm !== undefined && !window.confirm(node.dataset.confirm)) return;
    if (node.dataset.post !== undefined)
      void send('POST', node.dataset.post, JSON.parse(node.dataset.body ?? '{}'));
    else void send('DELETE', node.dataset.delete);
  });
}

refresh().catch(() => say('The sandbox does not answer.', true));
setInterval(() => {
  refresh().catch(() => say('The sandbox does not answer.', true));
}, refreshMs);
