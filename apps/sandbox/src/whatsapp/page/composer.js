import { element } from './elements.js';

/**
 * A box that behaves like Lexical: it keeps its own text, renders it itself, and reverts what other
 * code writes into its nodes. Only paste, typing and editing commands have an effect.
 */
export function createComposer({ classic, text, label, ignorePaste, onChange, onEnter }) {
  const box = element('div', {
    contenteditable: 'true',
    'aria-label': label,
    class: 'compose',
    ...(classic
      ? { 'data-tab': '10', title: label }
      : { role: 'textbox', 'data-lexical-editor': 'true', tabindex: '10' }),
  });
  let current = text;
  let edited = false;

  const draw = () => {
    const lines = current.split('\n').map(drawLine);
    box.replaceChildren(...(classic ? [joined(lines)] : lines.map((line) => element('p', {}, line))));
    observer.takeRecords();
  };
  const set = (next) => {
    current = next;
    draw();
    onChange(current);
  };
  const observer = new MutationObserver(() => {
    if (!edited) draw();
    edited = false;
  });

  box.addEventListener('input', () => {
    edited = true;
    current = readBox(box);
    onChange(current);
  });
  box.addEventListener('paste', (event) => {
    event.preventDefault();
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (ignorePaste || pasted === '' || document.activeElement !== box) return;
    const selection = document.getSelection();
    const replaces = selection !== null && !selection.isCollapsed && box.contains(selection.anchorNode);
    queueMicrotask(() => set(replaces ? pasted : current + pasted));
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    onEnter();
  });
  draw();
  observer.observe(box, { childList: true, characterData: true, subtree: true });
  return { box, text: () => current, set };
}

function drawLine(line) {
  if (line === '') return document.createElement('br');
  return element('span', { 'data-lexical-text': 'true' }, line);
}

function joined(lines) {
  const parts = lines.flatMap((line, index) =>
    index === 0 || line.tagName === 'BR' ? [line] : [element('br'), line],
  );
  return element('p', { class: 'selectable-text copyable-text' }, ...parts);
}

function readBox(box) {
  const paragraphs = box.querySelectorAll('p');
  const blocks = paragraphs.length > 0 ? [...paragraphs] : [box];
  return blocks.map(readBlock).join('\n');
}

function readBlock(block) {
  if (block.textContent === '') return '';
  let text = '';
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) text += node.nodeValue;
    else if (node.nodeName === 'BR') text += '\n';
  }
  return text;
}
