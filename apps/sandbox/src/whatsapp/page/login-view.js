import { element, pause } from './elements.js';
import { askPatiently } from './server.js';

/** Shows codes until a phone scans one; returns the session's token. */
export async function logIn(root, behaviour) {
  const pageId = crypto.randomUUID();
  const classic = behaviour.generation === 'classic';
  let drawn = '';
  for (;;) {
    const { body: view } = await askPatiently('GET', `/pairing/${pageId}`);
    if (view.step === 'linked') return view.token;
    const key = `${view.step} ${view.ref ?? ''}`;
    if (key !== drawn) root.replaceChildren(frame(content(view, classic, pageId)));
    drawn = key;
    await pause(200);
  }
}

function content(view, classic, pageId) {
  if (view.step === 'loading')
    return element('div', { 'data-testid': 'link-device-qrcode-alt-linking-hint' }, 'Link with phone number');
  const holder = element('div', {
    'data-ref': view.ref,
    ...(classic ? {} : { 'data-testid': 'link-device-qr-code' }),
  });
  if (view.step === 'expired') {
    const renew = () => askPatiently('POST', `/pairing/${pageId}/renew`);
    holder.append(element('button', { type: 'button', onclick: renew }, 'Click to reload QR code'));
  } else {
    holder.append(code(view, classic));
  }
  return holder;
}

function code(view, classic) {
  const label = classic ? 'Scan me!' : 'Scan this QR code to link a device!';
  const scale = Math.max(1, Math.floor(264 / (view.size + 8)));
  const side = String((view.size + 8) * scale);
  const canvas = element('canvas', { width: side, height: side, role: 'img', 'aria-label': label });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#122e31';
  for (let i = 0; i < view.modules.length; i += 1) {
    if (view.modules[i] !== '1') continue;
    pen.fillRect(((i % view.size) + 4) * scale, (Math.floor(i / view.size) + 4) * scale, scale, scale);
  }
  return canvas;
}

function frame(inner) {
  return element('div', { class: 'notice' }, element('h1', {}, 'Log in to WhatsApp Web'), inner);
}
