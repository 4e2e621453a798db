/** The ids of records, in their order. */
export const idsOf = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);
