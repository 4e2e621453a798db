// Before the first paint, so that a dark console does not flash white.
try {
  const scheme = localStorage.getItem('mantine-color-scheme-value') || 'auto';
  const isDark =
    scheme === 'dark' || (scheme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
} catch {
  // Storage may be forbidden; the page then begins in the light scheme.
}
