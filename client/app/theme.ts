import { createTheme, type MantineColorsTuple } from '@mantine/core';

const petrol: MantineColorsTuple = [
  '#e6f6f8',
  '#cfe9ed',
  '#a0d3da',
  '#6dbbc6',
  '#44a6b4',
  '#2a94a4',
  '#177f90',
  '#0f6674',
  '#0b5561',
  '#06414b',
];

/** Mantine's own dark greys are neutral; these have the blue of our surfaces. */
const dark: MantineColorsTuple = [
  '#e3e9ed',
  '#c3ccd3',
  '#9aa8b4',
  '#66737e',
  '#39444d',
  '#2e3840',
  '#212a31',
  '#181f25',
  '#141a1f',
  '#11161b',
];

/** Sizes of a dense console: 14 px text, small radii. Colours that differ by scheme are in styles.css. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, dark },
  fontFamily:
    "Inter, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace",
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { md: '1.5' },
  defaultRadius: '6px',
  cursorType: 'pointer',
  respectReducedMotion: true,
});
