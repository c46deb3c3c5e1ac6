import { createTheme, type MantineColorsTuple } from '@mantine/core';

type Ramp = MantineColorsTuple;

/** The one brand hue. White on shade 6 and darker passes AA. */
const brand: Ramp = [
  '#edf7f6',
  '#d3ebe9',
  '#a8d7d4',
  '#78bfbb',
  '#4aa5a1',
  '#2a8b87',
  '#17736f',
  '#0f5f5c',
  '#0c4d4b',
  '#0a3f3e',
];
const slate: Ramp = [
  '#f8fafc',
  '#f1f5f9',
  '#e2e8f0',
  '#cbd5e1',
  '#94a3b8',
  '#64748b',
  '#475569',
  '#334155',
  '#1e293b',
  '#0f172a',
];
const night: Ramp = [
  '#e2e8f0',
  '#cbd5e1',
  '#a3b1c6',
  '#64748b',
  '#334155',
  '#263347',
  '#1a2538',
  '#131c2e',
  '#0d1526',
  '#0a101d',
];
const amber: Ramp = [
  '#fffbeb',
  '#fef3c7',
  '#fde68a',
  '#fcd34d',
  '#fbbf24',
  '#f59e0b',
  '#d97706',
  '#b45309',
  '#92400e',
  '#78350f',
];
const blue: Ramp = [
  '#eff6ff',
  '#dbeafe',
  '#bfdbfe',
  '#93c5fd',
  '#60a5fa',
  '#3b82f6',
  '#2563eb',
  '#1d4ed8',
  '#1e40af',
  '#1e3a8a',
];
const green: Ramp = [
  '#f0fdf4',
  '#dcfce7',
  '#bbf7d0',
  '#86efac',
  '#4ade80',
  '#22c55e',
  '#16a34a',
  '#15803d',
  '#166534',
  '#14532d',
];
const teal: Ramp = [
  '#f0fdfa',
  '#ccfbf1',
  '#99f6e4',
  '#5eead4',
  '#2dd4bf',
  '#14b8a6',
  '#0d9488',
  '#0f766e',
  '#115e59',
  '#134e4a',
];
const violet: Ramp = [
  '#f5f3ff',
  '#ede9fe',
  '#ddd6fe',
  '#c4b5fd',
  '#a78bfa',
  '#8b5cf6',
  '#7c3aed',
  '#6d28d9',
  '#5b21b6',
  '#4c1d95',
];
const red: Ramp = [
  '#fef2f2',
  '#fee2e2',
  '#fecaca',
  '#fca5a5',
  '#f87171',
  '#ef4444',
  '#dc2626',
  '#b91c1c',
  '#991b1b',
  '#7f1d1d',
];
const brown: Ramp = [
  '#faf6f2',
  '#f1e6dc',
  '#e2ccb8',
  '#cfab8b',
  '#b98b62',
  '#a06f45',
  '#85593a',
  '#6e4930',
  '#583b28',
  '#452e20',
];

const shadow = 'var(--hf-shadow)';
const bodyFont =
  "'Inter Variable', 'Noto Sans Devanagari', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** Every colour, size and radius of the product. Dark is made of the same tokens. */
export const theme = createTheme({
  colors: {
    brand,
    gray: slate,
    slate,
    dark: night,
    amber,
    yellow: amber,
    blue,
    green,
    teal,
    violet,
    red,
    brown,
  },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  black: '#0f172a',
  fontFamily: bodyFont,
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontFamily: bodyFont, fontWeight: '650' },
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '8px', md: '8px', lg: '8px', xl: '8px' },
  defaultRadius: 'md',
  shadows: { xs: shadow, sm: shadow, md: shadow, lg: shadow, xl: shadow },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: {
      defaultProps: { fw: 600 },
      // Hindi and Spanish run longer: a label wraps, it is never cut.
      styles: {
        root: { height: 'auto', minHeight: 'var(--button-height)', paddingBlock: 4 },
        label: { whiteSpace: 'normal', height: 'auto', lineHeight: 1.3, textAlign: 'center' },
      },
    },
    RadioCard: { styles: { card: { background: 'var(--hf-surface)' } } },
    Loader: { defaultProps: { type: 'dots' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Drawer: { defaultProps: { transitionProps: { duration: 120 } } },
    Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: true } },
  },
});
