import { useWindowEvent } from '@mantine/hooks';
import { type BoardCommand, commandOf } from './model/board-keys.ts';

const typingSelector =
  'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"]';
/** Layers above the board have keys of their own; the board's own panel does not count as one. */
const layerSelector = '[role="dialog"]:not(:has([data-board-panel])), [role="menu"]';

function isTyping(target: Element | null): boolean {
  return target?.closest(typingSelector) !== null && target !== null;
}

/** Enter and the arrows belong to the list; on a button or a link they keep their ordinary meaning. */
function isListKey(command: BoardCommand): boolean {
  return command.kind === 'move' || command.kind === 'open';
}

function isInList(target: Element | null): boolean {
  return (
    target === null ||
    target === document.body ||
    target.hasAttribute('data-booking') ||
    target.id === 'content'
  );
}

/** Single keys of the board. They do nothing while text is typed or another layer is open. */
export function useBoardKeyboard(hasSingleKeys: boolean, onCommand: (command: BoardCommand) => void): void {
  useWindowEvent('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector(layerSelector) !== null) return;
    const target = event.target instanceof Element ? event.target : null;
    const command = commandOf(event, isTyping(target));
    if (command === null || (isListKey(command) && !isInList(target))) return;
    if (!hasSingleKeys && event.key.length === 1) return;
    event.preventDefault();
    onCommand(command);
  });
}
