import type { EntityManager, EntityName } from '@mikro-orm/postgresql';

/**
 * Rows of raw SQL as records that are only read. `em.map` would make each one ready to be changed and watch it, which
 * takes most of the time of an answer with thousands of them. For entities whose properties are plain columns.
 */
export function readRows<T extends object>(
  em: EntityManager,
  entity: EntityName<T>,
  rows: readonly object[],
): T[] {
  const platform = em.getPlatform();
  const columns = em
    .getMetadata()
    .get(entity)
    .props.map(({ name, fieldNames: [column = ''], customType }) => ({
      name,
      read: (row: Record<string, unknown>) =>
        customType ? customType.convertToJSValue(row[column], platform) : row[column],
    }));
  return rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (const { name, read } of columns) record[name] = read(row as Record<string, unknown>);
    return record as T;
  });
}
