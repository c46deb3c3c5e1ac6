import { createChatView, dialog } from './chat-view.js';
import { element, pause } from './elements.js';
import { ask, askPatiently, homePath } from './server.js';

const outboxKey = 'wa-sandbox-outbox';
const draftsKey = 'wa-sandbox-drafts';
const read = (key, otherwise) => JSON.parse(localStorage.getItem(key) ?? JSON.stringify(otherwise));

/** What this browser keeps across a reload: drafts, and bubbles that the server does not have yet. */
function createLocalStore() {
  let outbox = read(outboxKey, []);
  let drafts = read(draftsKey, {});
  return {
    outbox: () => outbox,
    draftOf: (phone) => drafts[phone] ?? '',
    keepOutbox: (kept) => {
      outbox = kept;
      localStorage.setItem(outboxKey, JSON.stringify(outbox));
    },
    keepDraft: (phone, text) => {
      drafts = { ...drafts, [phone]: text };
      localStorage.setItem(draftsKey, JSON.stringify(drafts));
    },
  };
}

/** Stays among the outgoing bubbles, even across a reload, until the server has it. */
async function deliver({ id, phone, text }) {
  for (;;) {
    const { status } = await askPatiently('POST', '/messages', { id, phone, text });
    if (status !== 503) return;
    await pause(300);
  }
}

function newBubble(phone, text) {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  return { id, phone, text, at: new Date().toISOString(), tick: 'pending' };
}

/** What covers the page, when something does. */
function createCover(root) {
  let cover = null;
  return ({ conflict, restricted }) => {
    const wanted = conflict ? 'conflict' : restricted ? 'restricted' : null;
    if (wanted === (cover?.dataset.kind ?? null)) return;
    cover?.remove();
    cover = wanted === null ? null : blocker(wanted);
    if (cover !== null) root.append(cover);
  };
}

/** Draws what the server, the store and the open chat say. */
function createScreen(root, store, facts) {
  const startedAt = Date.now();
  const drawCover = createCover(root);
  const ageMs = () => Date.now() - startedAt;

  function bubbles() {
    const { open, server } = facts;
    if (open === null) return [];
    const stored = ageMs() >= server.behaviour.historyDelayMs ? server.messages : [];
    return [...stored, ...store.outbox()].filter((message) => message.phone === open.phone);
  }

  function drawChange() {
    const { server, titles, view } = facts;
    const phones = [...new Set([...server.messages, ...store.outbox()].map((message) => message.phone))];
    view.drawSide(phones.map((phone) => ({ phone, title: titles.get(phone) ?? `+${phone}` })));
    view.drawRows(bubbles());
    drawCover(server.behaviour);
  }

  function drawAll() {
    const { open, server, view } = facts;
    if (open !== null) {
      const { ignorePaste } = server.behaviour;
      const draft = store.draftOf(open.phone);
      view.drawChat({ title: open.title, draft, messages: bubbles(), ignorePaste });
    }
    drawChange();
  }

  async function redrawForever() {
    for (;;) {
      const { rerenderMs, historyDelayMs } = facts.server.behaviour;
      await pause(rerenderMs ?? 250);
      if (rerenderMs !== null) drawAll();
      else if (ageMs() < historyDelayMs + 500) drawChange();
    }
  }
  return { drawAll, drawChange, redrawForever };
}

/** Opens the chat of a phone, or says that it is not on WhatsApp. */
async function findChat(root, phone, classic) {
  const starting = dialog('Starting chat', null);
  root.append(starting);
  const { body: contact } = await askPatiently('GET', `/contacts/${encodeURIComponent(phone)}`);
  await pause(60);
  starting.remove();
  if (contact.onWhatsApp) return { phone, title: contact.title };
  const words = classic
    ? 'Phone number shared via url is invalid.'
    : `The phone number ${phone} isn’t on WhatsApp.`;
  const refusal = dialog(words, 'OK', () => refusal.remove());
  root.append(refusal);
  return null;
}

/** Runs until the phone logs this browser out. */
export async function runChat(root, session) {
  const store = createLocalStore();
  const facts = { server: session, open: null, titles: new Map(), view: null };
  const screen = createScreen(root, store, facts);
  const isClassic = () => facts.server.behaviour.generation === 'classic';

  async function openChat(phone, text) {
    const found = await findChat(root, phone, isClassic());
    if (found === null) return;
    facts.open = found;
    facts.titles.set(phone, found.title);
    if (text !== null) store.keepDraft(phone, text);
    screen.drawAll();
  }

  function send() {
    const text = facts.view.text().trim();
    if (text === '' || facts.open === null) return;
    const bubble = newBubble(facts.open.phone, text);
    store.keepOutbox([...store.outbox(), bubble]);
    facts.view.emptyBox();
    screen.drawChange();
    void deliver(bubble);
  }

  const newView = () =>
    createChatView(root, isClassic(), {
      open: (phone) => openChat(phone, null),
      send,
      draft: (text) => facts.open !== null && store.keepDraft(facts.open.phone, text),
      voiceNote: () => ask('POST', '/voice-note'),
    });

  facts.view = newView();
  document.addEventListener('click', (event) => interceptLink(event, openChat), true);
  for (const bubble of store.outbox()) void deliver(bubble);
  screen.drawAll();
  void screen.redrawForever();
  openFromAddress(openChat);
  for (;;) {
    const { status, body } = await askPatiently('GET', `/changes?since=${facts.server.version}`);
    if (status === 401) return;
    const otherMarkup = body.behaviour.generation !== facts.server.behaviour.generation;
    facts.server = body;
    const known = new Set(body.messages.map((message) => message.id));
    store.keepOutbox(store.outbox().filter((bubble) => !known.has(bubble.id)));
    if (otherMarkup) {
      facts.view = newView();
      screen.drawAll();
    } else screen.drawChange();
  }
}

function interceptLink(event, openChat) {
  const link = event.target.closest?.('a[href^="https://wa.me/"]');
  if (!link) return;
  event.preventDefault();
  const url = new URL(link.href);
  void openChat(url.pathname.slice(1), url.searchParams.get('text'));
}

function openFromAddress(openChat) {
  if (!location.pathname.endsWith('/send')) return;
  const query = new URLSearchParams(location.search);
  history.replaceState(null, '', homePath);
  void openChat(query.get('phone') ?? '', query.get('text'));
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
