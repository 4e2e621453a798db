const numbers = new Intl.NumberFormat('en-GB');

/** "1,200". */
export const numberText = (count: number): string => numbers.format(count);

/** "1 review", "1,200 reviews". */
export const countText = (count: number, one: string, many = `${one}s`): string =>
  `${numberText(count)} ${count === 1 ? one : many}`;
