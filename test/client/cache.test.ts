import { describe, expect, it } from 'vitest';
import { joinPages } from '../../client/app/cache.ts';

const page = (ids: number[], hasNextPage: boolean) => ({
  edges: ids.map((id) => ({ cursor: String(id), node: { __ref: `TaskRun:${id}` } })),
  pageInfo: { hasNextPage, endCursor: String(ids.at(-1)) },
  totalCount: 50,
});
const ids = (connection: { edges: { cursor: string }[] }) =>
  connection.edges.map((edge) => Number(edge.cursor));

describe('pages of a growing list', () => {
  it('follow one another without repeating a run', () => {
    const joined = joinPages(page([9, 8, 7], true), page([7, 6, 5], false), '7');
    expect(ids(joined)).toEqual([9, 8, 7, 6, 5]);
    expect(joined.pageInfo.hasNextPage).toBe(false);
  });

  it('stay loaded when the first page is read again', () => {
    const joined = joinPages(page([9, 8, 7, 6, 5, 4], true), page([11, 10, 9], true), undefined);
    expect(ids(joined)).toEqual([11, 10, 9, 8, 7, 6, 5, 4]);
    expect(joined.pageInfo.endCursor).toBe('4');
  });

  it('start over when so much is new that the two do not meet', () => {
    expect(ids(joinPages(page([6, 5, 4], true), page([30, 29, 28], true), undefined))).toEqual([30, 29, 28]);
  });

  it('end where the server says that the list ends', () => {
    expect(ids(joinPages(page([9, 8, 7], true), page([9, 8], false), undefined))).toEqual([9, 8]);
  });
});
