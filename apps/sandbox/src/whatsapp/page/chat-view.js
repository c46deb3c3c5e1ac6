import { drawBubble } from './bubble.js';
import { createComposer } from './composer.js';
import { element } from './elements.js';

function sideList(chats, classic, open) {
  const rows = chats.map(({ phone, title }) =>
    element(
      'div',
      { role: 'listitem', onclick: () => open(phone) },
      element('span', { dir: 'auto', title }, title),
    ),
  );
  return element('div', { role: 'list', ...(classic ? {} : { 'aria-label': 'Chat list' }) }, ...rows);
}

function chatHeader(title, classic) {
  const name = element('span', classic ? { title, dir: 'auto' } : { dir: 'auto' }, title);
  const online = element('span', { ...(classic ? { title: 'online' } : {}) }, 'online');
  return element('header', classic ? {} : { 'data-testid': 'conversation-header' }, name, online);
}

/** Only a box with text has a send button; otherwise a microphone is in the same place. */
function chatButton(text, classic, { send, voiceNote }) {
  if (text.trim() === '')
    return element(
      'button',
      { 'aria-label': 'Voice message', onclick: () => voiceNote() },
      element('span', { 'data-icon': 'ptt' }),
    );
  const icon = element('span', { 'data-icon': classic ? 'send' : 'wds-ic-send-filled' });
  const onclick = () => send();
  return classic
    ? element('button', { onclick, 'data-testid': 'compose-btn-send' }, icon)
    : element('div', { role: 'button', 'aria-label': 'Send', tabindex: '0', onclick }, icon);
}

/** Renders a model without server access. `actions` are called on clicks. */
export function createChatView(root, classic, actions) {
  const side = element('div', classic ? { id: 'pane-side' } : { id: 'side' });
  const top = element('header', { class: 'side-top' }, element('span', {}, 'Chats'));
  root.replaceChildren(element('div', { class: 'app' }, element('div', { class: 'left' }, top, side)));
  let main = null;
  let composer = null;

  const drawButton = (text) =>
    main?.querySelector('.button-place')?.replaceChildren(chatButton(text, classic, actions));

  function drawRows(messages) {
    const rows = messages.map((message, index) => drawBubble(message, { classic, firstOfRun: index === 0 }));
    main?.querySelector('.rows').replaceChildren(...rows);
  }

  /** Creates new nodes for everything in the chat, including the box. */
  function drawChat({ title, draft, messages, ignorePaste }) {
    composer = createComposer({
      classic,
      text: draft,
      label: classic ? 'Type a message' : `Type a message to ${title}`,
      ignorePaste,
      onChange: (text) => {
        drawButton(text);
        actions.draft(text);
      },
      onEnter: () => actions.send(),
    });
    const footer = element('footer', {}, composer.box, element('div', { class: 'button-place' }));
    const rows = element('div', { class: 'rows', role: 'application' });
    const drawn = element('div', { id: 'main' }, chatHeader(title, classic), rows, footer);
    if (main === null) root.firstElementChild.append(drawn);
    else main.replaceWith(drawn);
    main = drawn;
    drawButton(draft);
    drawRows(messages);
  }

  return {
    drawChat,
    drawRows,
    drawSide: (chats) => side.replaceChildren(sideList(chats, classic, actions.open)),
    emptyBox: () => composer?.set(''),
    text: () => composer?.text() ?? '',
  };
}

export function dialog(text, buttonText, onPress) {
  const box = element(
    'div',
    { role: 'dialog', 'data-animate-modal-popup': 'true', class: 'dialog' },
    element('div', {}, text),
  );
  if (buttonText !== null) box.append(element('button', { type: 'button', onclick: onPress }, buttonText));
  return box;
}
