const scriptSource = 'holdfast-sandbox-checkout';
const given = new URLSearchParams(window.location.search);
const keyId = given.get('key_id') ?? '';
const orderId = given.get('order_id') ?? '';
const element = (id) => document.getElementById(id);
const wayButtons = [...document.querySelectorAll('[data-way]')];

function tell(message) {
  const parent = given.get('parent');
  if (parent !== null && window.parent !== window)
    window.parent.postMessage({ source: scriptSource, ...message }, parent);
}

function say(text, tone = '') {
  element('message').textContent = text;
  element('message').dataset.tone = tone;
}

function enable(enabled) {
  for (const button of wayButtons) button.disabled = !enabled;
}

function formatMoney(amount, currency) {
  const format = new Intl.NumberFormat('en-IN', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** digits);
}

async function askSandbox(path, init) {
  const response = await fetch(`/checkout/orders/${encodeURIComponent(orderId)}${path}`, init);
  const body = await response.json();
  if (!response.ok) throw new Error(body.error?.description ?? 'The sandbox did not answer');
  return body;
}

async function showOrder() {
  element('merchant').textContent = given.get('name') ?? 'Payment';
  element('description').textContent = given.get('description') ?? '';
  element('order').textContent = orderId;
  const order = await askSandbox(`?key_id=${encodeURIComponent(keyId)}`);
  element('amount').textContent = formatMoney(order.amount, order.currency);
  const differs = Number(given.get('amount')) !== order.amount || given.get('currency') !== order.currency;
  if (differs) throw new Error('The amount on the page is not the amount of the order.');
  if (order.status === 'paid') throw new Error('This order is already paid.');
}

async function pay(way) {
  enable(false);
  say('Asking the sandbox bank…');
  const body = JSON.stringify({
    key_id: keyId,
    way,
    ...Object.fromEntries(
      ['email', 'contact', 'description']
        .filter((name) => given.has(name))
        .map((name) => [name, given.get(name)]),
    ),
  });
  try {
    const result = await askSandbox('/pay', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    if (result.error !== null) {
      say(result.error.description, 'bad');
      tell({ type: 'failed', error: result.error });
      enable(true);
    } else if (result.callback === null) loseTheTab();
    else tell({ type: 'success', callback: result.callback });
  } catch (error) {
    say(error.message, 'bad');
    enable(true);
  }
}

function loseTheTab() {
  say('');
  element('ways').hidden = true;
  element('lost').hidden = false;
  element('leave').focus();
}

for (const button of wayButtons) button.addEventListener('click', () => pay(button.dataset.way));
element('dismiss').addEventListener('click', () => tell({ type: 'dismiss' }));
element('leave').addEventListener('click', () => tell({ type: 'dismiss' }));
window.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tell({ type: 'escape' });
});

enable(false);
showOrder().then(
  () => {
    enable(true);
    wayButtons[0].focus();
  },
  (error) => say(error.message, 'bad'),
);
