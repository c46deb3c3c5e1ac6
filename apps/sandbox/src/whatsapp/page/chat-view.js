import { drawBubble } from './bubble.js';
import { createComposer } from './composer.js';
import { element } from './elements.js';

/** Renders a model without server access. `actions` are called on clicks. */
export class ChatView {
  #root;
  #actions;
  #classic;
  #side;
  #main = null;
  #composer = null;

  constructor(root, classic, actions) {
    this.#root = root;
    this.#classic = classic;
    this.#actions = actions;
    this.#side = element('div', classic ? { id: 'pane-side' } : { id: 'side' });
    const top = element('header', { class: 'side-top' }, element('span', {}, 'Chats'));
    root.replaceChildren(
      element('div', { class: 'app' }, element('div', { class: 'left' }, top, this.#side)),
    );
  }

  drawSide(chats) {
    const rows = chats.map(({ phone, title }) =>
      element(
        'div',
        { role: 'listitem', onclick: () => this.#actions.open(phone) },
        element('span', { dir: 'auto', title }, title),
      ),
    );
    const list = element(
      'div',
      { role: 'list', ...(this.#classic ? {} : { 'aria-label': 'Chat list' }) },
      ...rows,
    );
    this.#side.replaceChildren(list);
  }

  /** Creates new nodes for everything in the chat, including the box. */
  drawChat({ title, draft, messages, ignorePaste }) {
    const name = element('span', this.#classic ? { title, dir: 'auto' } : { dir: 'auto' }, title);
    const online = element('span', { ...(this.#classic ? { title: 'online' } : {}) }, 'online');
    const header = element(
      'header',
      this.#classic ? {} : { 'data-testid': 'conversation-header' },
      name,
      online,
    );
    this.#composer = createComposer({
      classic: this.#classic,
      text: draft,
      label: this.#classic ? 'Type a message' : `Type a message to ${title}`,
      ignorePaste,
      onChange: (text) => {
        this.#drawButton(text);
        this.#actions.draft(text);
      },
      onEnter: () => this.#actions.send(),
    });
    const footer = element('footer', {}, this.#composer.box, element('div', { class: 'button-place' }));
    const main = element(
      'div',
      { id: 'main' },
      header,
      element('div', { class: 'rows', role: 'application' }),
      footer,
    );
    if (this.#main === null) this.#root.firstElementChild.append(main);
    else this.#main.replaceWith(main);
    this.#main = main;
    this.#drawButton(draft);
    this.drawRows(messages);
  }

  drawRows(messages) {
    const rows = messages.map((message, index) =>
      drawBubble(message, { classic: this.#classic, firstOfRun: index === 0 }),
    );
    this.#main?.querySelector('.rows').replaceChildren(...rows);
  }

  emptyBox() {
    this.#composer?.set('');
  }

  text() {
    return this.#composer?.text() ?? '';
  }

  /** Only a box with text has a send button; otherwise a microphone is in the same place. */
  #drawButton(text) {
    const place = this.#main?.querySelector('.button-place');
    if (!place) return;
    const send = () => this.#actions.send();
    const icon = element('span', { 'data-icon': this.#classic ? 'send' : 'wds-ic-send-filled' });
    const button =
      text.trim() === ''
        ? element(
            'button',
            { 'aria-label': 'Voice message', onclick: () => this.#actions.voiceNote() },
            element('span', { 'data-icon': 'ptt' }),
          )
        : this.#classic
          ? element('button', { onclick: send, 'data-testid': 'compose-btn-send' }, icon)
          : element('div', { role: 'button', 'aria-label': 'Send', tabindex: '0', onclick: send }, icon);
    place.replaceChildren(button);
  }
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
