const CLOCK =
  "<rect width='32' height='32' rx='8' fill='#0f6674'/>" +
  "<path d='M16 7a9 9 0 1 1-8.5 6' fill='none' stroke='#fff' stroke-width='2.6' stroke-linecap='round'/>" +
  "<path d='M16 11v5.4l3.6 2.4' fill='none' stroke='#fff' stroke-width='2.6' stroke-linecap='round' stroke-linejoin='round'/>";

/** A round mark for what runs, a square one for what has failed: they differ by more than their colour. */
const MARKS = {
  none: '',
  running: "<circle cx='24' cy='24' r='7' fill='#3b9cff' stroke='#fff' stroke-width='2'/>",
  failed: "<rect x='16' y='16' width='15' height='15' rx='3' fill='#d92d20' stroke='#fff' stroke-width='2'/>",
};

/** Shows on the browser's tab that something runs or has failed. A failure counts for more. */
export function setFavicon(mark: keyof typeof MARKS): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel=icon]');
  const picture = `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>${CLOCK}${MARKS[mark]}</svg>`;
  if (link) link.href = `data:image/svg+xml,${encodeURIComponent(picture)}`;
}
