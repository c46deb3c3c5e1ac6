import { html } from 'hono/html';
import type { Behaviour } from './behaviour.ts';
import { page } from './page-frame.ts';
import type { Pairings } from './pairing.ts';
import type { WhatsappState } from './state.ts';
import { formatPhone } from './web-routes.ts';

interface Setting {
  label: string;
  change: Partial<Behaviour>;
}

const settings: readonly Setting[] = [
  { label: 'Next message fails', change: { bubble: 'fail', bubbleTimes: 1 } },
  { label: 'Next message keeps its clock', change: { bubble: 'clock', bubbleTimes: 1 } },
  { label: 'No connection: messages wait', change: { bubble: 'offline' } },
  { label: 'Messages go out normally', change: { bubble: 'normal' } },
  { label: 'Phone switched off: never delivered', change: { deliverDelayMs: null } },
  { label: 'Phone on: delivered at once', change: { deliverDelayMs: 600 } },
  { label: 'Slow start: 20 seconds', change: { loadMs: 20_000 } },
  { label: 'Normal start', change: { loadMs: 300 } },
  { label: 'Open in another window', change: { conflict: true } },
  { label: 'Account restricted', change: { restricted: true } },
  { label: 'Lift the restriction', change: { restricted: false } },
  { label: 'Redraw the page all the time', change: { rerenderMs: 250 } },
  { label: 'Redraw on changes only', change: { rerenderMs: null } },
  { label: 'Old markup', change: { generation: 'classic' } },
  { label: 'New markup', change: { generation: 'wds' } },
];

export function controlPage(
  state: WhatsappState,
  pairings: Pairings,
  basePath: string,
  error: string | null,
) {
  const action = `${basePath}/control`;
  return page(
    basePath,
    'WhatsApp control',
    html`<main class="control">
<h1>WhatsApp sandbox</h1>
${error === null ? '' : html`<p role="alert" class="error">${error}</p>`}
${linkSection(state, pairings, basePath)}
<section aria-labelledby="phones"><h2 id="phones">Phones</h2>
${phoneTable(state, basePath)}
<form method="post" action="${action}/contacts" class="row">
<label>Phone number <input name="phone" inputmode="tel" required></label>
<label>On WhatsApp <select name="onWhatsApp"><option value="false">no</option><option value="true">yes</option></select></label>
<button type="submit">Set</button></form>
</section>
<section aria-labelledby="behaviour"><h2 id="behaviour">Misbehave</h2>
<div class="row">${settings.map((setting) => settingButton(setting, action))}</div>
<details><summary>Settings now</summary><pre tabindex="0">${JSON.stringify(state.behaviour, null, 2)}</pre></details>
</section>
<section aria-labelledby="ledger"><h2 id="ledger">Received</h2>
${ledgerTable(state)}
<form method="post" action="${action}/reset"><button type="submit">Forget messages, phones and misbehaviour</button></form>
</section>
</main>`,
  );
}

function linkSection(state: WhatsappState, pairings: Pairings, basePath: string) {
  const waiting = pairings.waiting(Date.now());
  const words = state.linked
    ? 'A browser is linked to this account.'
    : waiting > 0
      ? 'A browser shows a code and waits for the phone.'
      : 'No browser is linked.';
  return html`<section aria-labelledby="link"><h2 id="link">Link</h2><p>${words}</p><div class="row">
<form method="post" action="${basePath}/control/link"><button type="submit">Scan the code with the phone</button></form>
<form method="post" action="${basePath}/control/logout"><button type="submit">Log out from the phone</button></form>
</div><p><a href="${basePath}">The WhatsApp Web page</a></p></section>`;
}

function settingButton(setting: Setting, action: string) {
  const fields = Object.entries(setting.change);
  return html`<form method="post" action="${action}/behaviour">
${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`)}
<button type="submit">${setting.label}</button></form>`;
}

function phoneTable(state: WhatsappState, basePath: string) {
  const phones = state.phones();
  if (phones.length === 0) return html`<p>A phone appears here with its first message.</p>`;
  return html`<table><thead><tr><th scope="col">Phone</th><th scope="col">On WhatsApp</th></tr></thead><tbody>
${phones.map(
  (digits) => html`<tr><td><a href="${basePath}/phones/${digits}">${formatPhone(digits)}</a></td>
<td>${state.contact(digits).onWhatsApp ? 'yes' : 'no'}</td></tr>`,
)}</tbody></table>`;
}

function ledgerTable(state: WhatsappState) {
  const rows = state.ledger();
  if (rows.length === 0) return html`<p>Nothing was received yet.</p>`;
  return html`<table><thead><tr><th scope="col">When</th><th scope="col">Phone</th><th scope="col">Text</th>
<th scope="col">Times</th></tr></thead><tbody>${rows.slice(-50).map(
    (row) => html`<tr><td>${row.receivedAt}</td><td>${formatPhone(row.phone)}</td><td>${row.text}</td>
<td>${row.count}</td></tr>`,
  )}</tbody></table>`;
}
