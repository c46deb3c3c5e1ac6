import { ChatView, dialog } from './chat-view.js';
import { element, pause } from './elements.js';
import { ask, askPatiently, homePath } from './server.js';

const outboxKey = 'wa-sandbox-outbox';
const draftsKey = 'wa-sandbox-drafts';
const read = (key, otherwise) => JSON.parse(localStorage.getItem(key) ?? JSON.stringify(otherwise));

/** Runs until the phone logs this browser out. */
export async function runChat(root, session) {
  const chat = new Chat(root, session);
  chat.start();
  await chat.follow();
}

class Chat {
  #root;
  #view;
  #server;
  #startedAt = Date.now();
  #open = null;
  #outbox = read(outboxKey, []);
  #drafts = read(draftsKey, {});
  #titles = new Map();
  #blocker = null;

  constructor(root, session) {
    this.#root = root;
    this.#server = session;
    this.#view = this.#newView();
  }

  start() {
    document.addEventListener('click', (event) => this.#interceptLink(event), true);
    for (const bubble of this.#outbox) void this.#deliver(bubble);
    this.#drawAll();
    void this.#redrawForever();
    if (location.pathname.endsWith('/send')) {
      const query = new URLSearchParams(location.search);
      history.replaceState(null, '', homePath);
      void this.#openChat(query.get('phone') ?? '', query.get('text'));
    }
  }

  async follow() {
    for (;;) {
      const { status, body } = await askPatiently('GET', `/changes?since=${this.#server.version}`);
      if (status === 401) return;
      const otherMarkup = body.behaviour.generation !== this.#server.behaviour.generation;
      this.#server = body;
      const known = new Set(body.messages.map((message) => message.id));
      this.#keepOutbox(this.#outbox.filter((bubble) => !known.has(bubble.id)));
      if (otherMarkup) {
        this.#view = this.#newView();
        this.#drawAll();
      } else this.#drawChange();
    }
  }

  #newView() {
    const actions = {
      open: (phone) => this.#openChat(phone, null),
      send: () => this.#send(),
      draft: (text) => this.#keepDraft(text),
      voiceNote: () => ask('POST', '/voice-note'),
    };
    return new ChatView(this.#root, this.#server.behaviour.generation === 'classic', actions);
  }

  #interceptLink(event) {
    const link = event.target.closest?.('a[href^="https://wa.me/"]');
    if (!link) return;
    event.preventDefault();
    const url = new URL(link.href);
    void this.#openChat(url.pathname.slice(1), url.searchParams.get('text'));
  }

  async #openChat(phone, text) {
    const starting = dialog('Starting chat', null);
    this.#root.append(starting);
    const { body: contact } = await askPatiently('GET', `/contacts/${encodeURIComponent(phone)}`);
    await pause(60);
    starting.remove();
    if (!contact.onWhatsApp) {
      const classic = this.#server.behaviour.generation === 'classic';
      const words = classic
        ? 'Phone number shared via url is invalid.'
        : `The phone number ${phone} isn’t on WhatsApp.`;
      const refusal = dialog(words, 'OK', () => refusal.remove());
      this.#root.append(refusal);
      return;
    }
    this.#open = { phone, title: contact.title };
    this.#titles.set(phone, contact.title);
    if (text !== null) this.#keepDraft(text);
    this.#drawAll();
  }

  #send() {
    const text = this.#view.text().trim();
    if (text === '' || this.#open === null) return;
    const bytes = crypto.getRandomValues(new Uint8Array(10));
    const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
      .join('')
      .toUpperCase();
    const bubble = { id, phone: this.#open.phone, text, at: new Date().toISOString(), tick: 'pending' };
    this.#keepOutbox([...this.#outbox, bubble]);
    this.#view.emptyBox();
    this.#drawChange();
    void this.#deliver(bubble);
  }

  /** Stays among the outgoing bubbles, even across a reload, until the server has it. */
  async #deliver({ id, phone, text }) {
    for (;;) {
      const { status } = await askPatiently('POST', '/messages', { id, phone, text });
      if (status !== 503) return;
      await pause(300);
    }
  }

  #keepOutbox(outbox) {
    this.#outbox = outbox;
    localStorage.setItem(outboxKey, JSON.stringify(outbox));
  }

  #keepDraft(text) {
    if (this.#open === null) return;
    this.#drafts = { ...this.#drafts, [this.#open.phone]: text };
    localStorage.setItem(draftsKey, JSON.stringify(this.#drafts));
  }

  #bubbles() {
    if (this.#open === null) return [];
    const { phone } = this.#open;
    const historyIsHere = Date.now() - this.#startedAt >= this.#server.behaviour.historyDelayMs;
    const stored = historyIsHere ? this.#server.messages : [];
    return [...stored, ...this.#outbox].filter((message) => message.phone === phone);
  }

  #drawAll() {
    if (this.#open !== null) {
      const { phone, title } = this.#open;
      const { ignorePaste } = this.#server.behaviour;
      this.#view.drawChat({
        title,
        draft: this.#drafts[phone] ?? '',
        messages: this.#bubbles(),
        ignorePaste,
      });
    }
    this.#drawChange();
  }

  #drawChange() {
    const phones = [...new Set([...this.#server.messages, ...this.#outbox].map((message) => message.phone))];
    this.#view.drawSide(phones.map((phone) => ({ phone, title: this.#titles.get(phone) ?? `+${phone}` })));
    this.#view.drawRows(this.#bubbles());
    this.#drawBlocker();
  }

  #drawBlocker() {
    const { conflict, restricted } = this.#server.behaviour;
    const wanted = conflict ? 'conflict' : restricted ? 'restricted' : null;
    if (wanted === (this.#blocker?.dataset.kind ?? null)) return;
    this.#blocker?.remove();
    this.#blocker = wanted === null ? null : blocker(wanted);
    if (this.#blocker !== null) this.#root.append(this.#blocker);
  }

  async #redrawForever() {
    for (;;) {
      const every = this.#server.behaviour.rerenderMs;
      await pause(every ?? 250);
      if (every !== null) this.#drawAll();
      else if (Date.now() - this.#startedAt < this.#server.behaviour.historyDelayMs + 500) this.#drawChange();
    }
  }
}

function blocker(kind) {
  const box =
    kind === 'conflict'
      ? dialog(
          'WhatsApp is open in another window. Click “Use Here” to use WhatsApp in this window.',
          'Use Here',
          () => ask('POST', '/use-here'),
        )
      : dialog('Your account is restricted right now. You can’t start new chats.', null, null);
  box.dataset.kind = kind;
  return element('div', { 'data-kind': kind }, box);
}
