/** A number as it is read: `2,000`. */
export const numberText = (count: number): string => count.toLocaleString('en');

/** A number with its noun: `1 review`, `2,000 reviews`. */
export function countNoun(count: number, singular: string, plural = `${singular}s`): string {
  return `${numberText(count)} ${count === 1 ? singular : plural}`;
}

/** How many of them do or are so, in a sentence: `none is due`, `1 is due`, `2 are due`. */
export function countThat(count: number, singular: string, plural: string): string {
  return count === 0 ? `none ${singular}` : countNoun(count, singular, plural);
}
