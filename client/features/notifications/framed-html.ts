/**
 * The HTML of a mail as a frame of this page may show it. Mails carry their styles in attributes; the policy of the
 * page, which its frames share, allows only style sheets with its nonce.
 */
export function framedHtml(html: string, nonce: string): string {
  const styles: string[] = [];
  // In the text of a mail each quotation mark is written as an entity.
  const marked = html.replaceAll(/ style="([^"]*)"/g, (_attribute, style: string) => {
    styles.push(style);
    return ` class="style-${styles.length}"`;
  });
  const sheet = styles.map((style, index) => `.style-${index + 1} { ${style} }`).join('\n');
  return marked.replace('</head>', () => `<style nonce="${nonce}">${sheet}</style></head>`);
}
