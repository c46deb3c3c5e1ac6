import { useEffect, useRef } from 'react';
import { useSingleKeys } from '../../lib/keyboard/single-keys.ts';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]');
}

/** Matches the character `?`, because layouts have it on different keys. Ignored while text is typed. */
export function useQuestionMark(onPress: () => void): void {
  const { isOn } = useSingleKeys();
  const press = useRef(onPress);
  press.current = onPress;
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      press.current();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isOn]);
}
