/** What stands on the key that goes with K: ⌘ on Apple's keyboards, otherwise Ctrl. */
export const MODIFIER = /Mac|iP(hone|ad)/.test(navigator.platform) ? '⌘' : 'Ctrl';
