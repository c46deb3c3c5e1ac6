import { element } from './elements.js';

const classicIcons = {
  pending: 'msg-time',
  sent: 'msg-check',
  delivered: 'msg-dblcheck',
  read: 'msg-dblcheck-ack',
};
/** The new icon names are misleading: "delivered" is one tick. The label is correct. */
const wdsIcons = {
  pending: 'wds-ic-pending',
  sent: 'wds-ic-delivered',
  delivered: 'wds-ic-read',
  read: 'wds-ic-read',
};
const labels = { pending: ' Pending ', sent: ' Sent ', delivered: ' Delivered ', read: ' Read ' };

export function drawBubble(message, { classic, firstOfRun }) {
  const id = classic ? `true_${message.phone}@c.us_${message.id}` : message.id;
  const bubble = element('div', {
    'data-id': id,
    class: classic ? 'message-out focusable-list-item' : 'focusable-list-item',
  });
  if (firstOfRun) bubble.append(tail(classic));
  if (!classic) bubble.append(element('span', { 'aria-label': 'You:' }));
  const text = classic
    ? element('span', { class: 'selectable-text copyable-text', dir: 'ltr' }, message.text)
    : element('span', { 'data-testid': 'selectable-text', dir: 'ltr' }, ...withPictures(message.text));
  bubble.append(
    element('div', { class: 'copyable-text', 'data-pre-plain-text': stamp(message.at, classic) }, text),
  );
  bubble.append(
    element(
      'div',
      { class: 'meta' },
      element('span', { dir: 'auto' }, time(message.at, classic)),
      ...status(message.tick, classic),
    ),
  );
  if (message.tick === 'failed') {
    bubble.append(
      element('div', { 'data-testid': 'fail-container' }, element('span', { 'data-icon': 'ic-error' }, '!')),
    );
  }
  return element('div', { role: 'row' }, bubble);
}

function tail(classic) {
  return element('span', classic ? { 'data-icon': 'tail-out' } : { 'data-testid': 'tail-out' });
}

function status(tick, classic) {
  if (tick === 'failed') return [];
  const icon = (classic ? classicIcons : wdsIcons)[tick];
  return [element('span', { 'data-icon': icon, 'aria-label': labels[tick], role: 'img' })];
}

function withPictures(text) {
  return text
    .split(/(\p{Extended_Pictographic}\uFE0F?)/u)
    .filter((part) => part !== '')
    .map((part) =>
      /^\p{Extended_Pictographic}/u.test(part)
        ? element('img', { alt: part, src: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' })
        : part,
    );
}

function time(at, classic) {
  return new Date(at).toLocaleTimeString(classic ? 'en-GB' : 'en-US', { hour: 'numeric', minute: '2-digit' });
}

function stamp(at, classic) {
  const date = new Date(at).toLocaleDateString(classic ? 'en-GB' : 'en-US');
  return `[${time(at, classic)}, ${date}] Holdfast: `;
}
