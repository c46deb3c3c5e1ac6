/**
 * What the page looks like, as data: lists are ordered, the first that matches wins. Markup differs
 * between accounts and changes every few months; nothing outside `page.ts` and `in-page.ts` may know it.
 */
export interface Selectors {
  version: string;
  marks: Record<Mark, { css: string[]; texts?: string[]; onlyBeforeReady?: true }>;
  qrHolder: string[];
  qrCanvas: string[];
  qrReload: string[];
  appHeader: string[];
  header: string[];
  headerNames: string[];
  box: string[];
  sendButton: string[];
  dialog: string[];
  notOnWhatsapp: string[];
  useHere: string[];
  bubble: string[];
  ownBubble: string[];
  bubbleText: string[];
  quoted: string[];
  stamp: string[];
  tickIcon: string[];
  failed: string[];
}

/**
 * Signs of a page state; `texts` are looked for inside the nodes that `css` finds. Those that search the
 * whole page are skipped once chats are drawn: reading all of it is slow, and chats may hold the same words.
 */
export type Mark =
  | 'conflict'
  | 'restricted'
  | 'storage'
  | 'ready'
  | 'qr'
  | 'pairing'
  | 'loading'
  | 'unsupported'
  | 'offline';

const dialogs = ['div[role="dialog"]', 'div[data-animate-modal-popup="true"]'];

export const selectors: Selectors = {
  version: '2026-11',
  marks: {
    conflict: {
      css: [...dialogs, '[data-testid="popup-contents"]'],
      texts: ['open in another window', 'abierto en otra ventana', 'दूसरी विंडो', 'use here'],
    },
    restricted: {
      css: [...dialogs, 'div[role="alert"]'],
      texts: ['account is restricted', 'too many messages', 'start new chats', 'cuenta está restringida'],
    },
    storage: {
      css: ['#app', 'body'],
      texts: ['a database error occurred', 'browser storage is full'],
      onlyBeforeReady: true,
    },
    ready: { css: ['#pane-side', '#side', '[aria-label="Chat list"]', '[data-testid="chat-list-search"]'] },
    qr: {
      css: [
        '[data-testid="link-device-qr-code"]',
        'canvas[aria-label*="Scan"]',
        'div[data-ref]',
        '[data-testid="qrcode"]',
      ],
    },
    pairing: { css: ['[data-testid^="link-device-qrcode-alt-linking"]'] },
    loading: { css: ['progress', '[data-testid="startup"]', '#startup'] },
    unsupported: {
      css: ['#app', 'body'],
      texts: ['works with google chrome', 'funciona con google chrome'],
      onlyBeforeReady: true,
    },
    offline: {
      css: ['[data-testid="alert-phone"]', '[data-testid="alert-computer"]', 'div[role="alert"]'],
      texts: ['not connected', 'trying to reach phone', 'sin conexión'],
    },
  },
  qrHolder: ['div[data-ref]', '[data-ref]'],
  qrCanvas: [
    '[data-testid="link-device-qr-code"] canvas',
    'div[data-ref] canvas',
    'canvas[aria-label*="Scan"]',
    '[data-testid="qrcode"] canvas',
  ],
  qrReload: ['div[data-ref] button', '[data-ref] [role="button"]'],
  appHeader: ['#app header', 'header'],
  header: ['#main header', '[data-testid="conversation-header"]'],
  headerNames: ['span[title]', '[dir="auto"]'],
  box: [
    '#main footer [contenteditable="true"][role="textbox"]',
    '#main div[contenteditable="true"][data-tab="10"]',
    '#main footer div[contenteditable="true"]',
    '#main [data-lexical-editor="true"][role="textbox"]',
  ],
  sendButton: [
    '#main footer button[aria-label="Send"]',
    '#main footer div[role="button"][aria-label="Send"]',
    '#main footer span[data-icon="wds-ic-send-filled"]',
    '#main footer [data-testid="wds-ic-send-filled"]',
    '#main footer span[data-icon="send"]',
    '#main footer [data-testid="compose-btn-send"]',
  ],
  dialog: dialogs,
  notOnWhatsapp: [
    'phone number shared via url is invalid',
    'isn’t on whatsapp',
    "isn't on whatsapp",
    'not on whatsapp',
    'couldn’t find this phone number',
    "couldn't find this phone number",
    'no está en whatsapp',
    'número de teléfono compartido a través de la dirección url no es válido',
    'whatsapp पर नहीं है',
  ],
  useHere: ['use here', 'usar aquí', 'यहाँ इस्तेमाल करें'],
  bubble: ['#main [role="row"] [data-id]', '#main [data-id]'],
  ownBubble: [
    '[data-testid="tail-out"]',
    '[data-icon="tail-out"]',
    '[aria-label="You:"]',
    '[data-testid="fail-container"]',
  ],
  bubbleText: [
    '[data-testid="selectable-text"]',
    'span.selectable-text',
    '[data-pre-plain-text]',
    'span[dir]',
  ],
  quoted: ['[data-testid="quoted-message"]', '[aria-label^="Quoted"]'],
  stamp: ['[data-pre-plain-text]'],
  tickIcon: [
    '[data-icon^="msg-"]',
    '[data-icon^="wds-ic-"]:not([data-icon*="forward"])',
    '[data-testid="msg-status"]',
  ],
  failed: ['[data-testid="fail-container"]', '[data-icon="ic-error"]'],
};

/** What a status icon's label says, in the languages an account may be set to; compared trimmed and in lower case. */
export const tickLabels: Record<string, 'pending' | 'sent' | 'delivered' | 'read'> = {
  pending: 'pending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  pendiente: 'pending',
  enviado: 'sent',
  entregado: 'delivered',
  leído: 'read',
};

export const tickIcons: Record<string, 'pending' | 'sent' | 'delivered' | 'read'> = {
  'msg-time': 'pending',
  'wds-ic-pending': 'pending',
  'msg-check': 'sent',
  'msg-dblcheck': 'delivered',
  'msg-dblcheck-ack': 'read',
};
