import '@mantine/core/styles.layer.css';
import '../../styles/fonts.css';
import '../../styles/global.css';
import { createRoot } from 'react-dom/client';
import { startI18n } from '../../i18n/i18n.ts';
import { GalleryFrame } from './gallery-frame.tsx';
import { GalleryPage } from './gallery-page.tsx';

await startI18n();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <GalleryFrame>
    <GalleryPage />
  </GalleryFrame>,
);
