/** A mail address, and the name to show with it. */
export interface Address {
  name: string;
  address: string;
}

/** Whether mail can be sent there: one address, nothing that a header or a mail server reads as more than that. */
export function isAddress(text: string): boolean {
  return /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+$/u.test(text);
}

/** Reads `address` or `Name <address>`; null for anything else. */
export function parseAddress(text: string): { name: string | null; address: string } | null {
  const [, name = '', address = ''] = /^(?:"?([^"<>\r\n]*?)"?\s*<([^<>]*)>)$/.exec(text) ?? ['', '', text];
  return isAddress(address) ? { name: name.trim() || null, address } : null;
}
