const percent = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 0 });

/** "96%". Rounded, but all is said only of all, and none only of none. */
export function shareText(part: number, whole: number): string {
  const share = part / whole;
  return percent.format(part === 0 || part === whole ? share : Math.min(0.99, Math.max(0.01, share)));
}
