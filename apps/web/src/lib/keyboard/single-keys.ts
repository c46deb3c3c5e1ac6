import { useLocalStorage } from '@mantine/hooks';

/**
 * Whether keys without Ctrl do something. People who dictate, or whose hand slips, must be able to turn them off
 * (WCAG 2.1.4).
 */
export function useSingleKeys() {
  const [isOn, setOn] = useLocalStorage({
    key: 'holdfast.single-keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  return { isOn, setOn };
}
