import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';

/** Notices about the outcome of an action. One that the reader must know of stays until it is closed. */
export function useNotice() {
  const { t } = useTranslation('product');
  const closeButtonProps = { 'aria-label': t('action.close') };
  return {
    done: (message: string) => notifications.show({ message, color: 'green', closeButtonProps }),
    changed: (message: string) =>
      notifications.show({ message, color: 'amber', autoClose: false, closeButtonProps }),
  };
}
