import { runChat } from './chat.js';
import { element, pause } from './elements.js';
import { logIn } from './login-view.js';
import { askPatiently, dropToken, keepToken } from './server.js';

const root = document.getElementById('app');

if (navigator.userAgent.includes('HeadlessChrome')) {
  root.append(
    element(
      'div',
      { class: 'notice' },
      'WhatsApp works with Google Chrome 100+. To use WhatsApp, update your browser.',
    ),
  );
} else {
  await start();
}

async function start() {
  const { body: session } = await askPatiently('GET', '/session');
  if (!session.linked) {
    dropToken();
    keepToken(await logIn(root, session.behaviour));
  }
  await load();
  const { body: loaded } = await askPatiently('GET', '/session');
  if (loaded.linked) await runChat(root, loaded);
  dropToken();
  location.reload();
}

/** Re-checks the configured delay while waiting, so that the control page can end a slow start. */
async function load() {
  const startedAt = Date.now();
  const bar = element('progress', { max: '100', value: '0' });
  root.replaceChildren(element('div', { class: 'notice' }, bar, element('div', {}, 'Loading your chats')));
  for (;;) {
    const { body } = await askPatiently('GET', '/session');
    const wanted = body.behaviour.loadMs;
    const elapsed = Date.now() - startedAt;
    if (elapsed >= wanted) return;
    bar.value = (elapsed / wanted) * 100;
    await pause(Math.min(250, wanted - elapsed));
  }
}
