/** The longest name of an account or token, in characters. */
export const longestName = 100;

/** What would let one name pass for another in lists: line breaks, direction marks, and what cannot be seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Whether a name is all that it shows, and no longer than names are. */
export const isPlainName = (text: string) => text !== '' && text.length <= longestName && !unseen.test(text);

/** As much of the text as a name may have; people choose theirs at the identity provider. */
export const plainName = (text: string) =>
  text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, longestName)
    .trim();
