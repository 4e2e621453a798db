import type { ApolloClient, DocumentNode, OperationVariables, TypedDocumentNode } from '@apollo/client';
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useAfterRuns } from '../use-after-runs.ts';

/** Records on a page, and the most that the server gives at once. */
const PAGE = 50;
const MOST = 200;

interface Page {
  edges: readonly { node: unknown }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

type NodeOf<Connection> = Connection extends { edges: readonly (infer Edge)[] }
  ? Edge extends { node: infer Node }
    ? Node
    : never
  : never;

/** A list as a page shows it. */
export interface RecordList<Item> {
  /** Undefined until the first ones are there. */
  items: readonly Item[] | undefined;
  total: number;
  /** The items are those of other filters; the right ones are on their way. */
  stale: boolean;
  more: boolean;
  loadMore: () => Promise<unknown>;
  loadingMore: boolean;
  /** Why the next ones did not come. */
  moreError: unknown;
  error: unknown;
  retry: () => void;
  /** Reads it again as far as it is shown; the reader keeps their place. */
  readAgain: () => Promise<unknown>;
}

/**
 * One filtered list of records, read page by page and kept current. After a run it is read again as far as it is
 * shown, since a record may have left the list from its middle; the reader keeps their place.
 */
export function useRecordList<Data, Variables extends OperationVariables, Field extends keyof Data & string>(
  document: TypedDocumentNode<Data, Variables>,
  field: Field,
  filters: NoInfer<Variables>,
): RecordList<NodeOf<Data[Field]>> {
  const list = usePagedList(document, field, filters);
  useAfterRuns(list.readAgain);
  return list;
}

/** The same for what tasks do not change: whoever shows it says when it is read again. */
export function usePagedList<Data, Variables extends OperationVariables, Field extends keyof Data & string>(
  document: TypedDocumentNode<Data, Variables>,
  field: Field,
  filters: NoInfer<Variables>,
): RecordList<NodeOf<Data[Field]>> {
  const client = useApolloClient();
  const pageOf = (data: unknown): Page | undefined => (data as Record<Field, Page> | undefined)?.[field];
  const query = useQuery<unknown, OperationVariables>(document, {
    variables: { ...filters, first: PAGE },
    fetchPolicy: 'cache-first',
  });
  const own = pageOf(query.data);
  const page = own ?? (query.error ? undefined : pageOf(query.previousData));

  const readAgain = () =>
    readAsFarAsShown(client, { document, field, filters, shown: own?.edges.length ?? 0 });

  // A list that was read before is shown at once, but may be old.
  const onShown = useEffectEvent(() => void readAgain().catch(() => undefined));
  const key = JSON.stringify(filters);
  const known = useRef<string>(undefined);
  const there = own !== undefined;
  useEffect(() => {
    if (known.current === key) return;
    known.current = key;
    if (there) onShown();
  }, [key, there]);

  const [loadingMore, setLoadingMore] = useState(false);
  const [moreError, setMoreError] = useState<unknown>();
  const loadMore = async () => {
    setLoadingMore(true);
    setMoreError(undefined);
    await query
      .fetchMore({ variables: { after: own?.pageInfo.endCursor } })
      .catch(setMoreError)
      .finally(() => setLoadingMore(false));
  };

  return {
    items: page?.edges.map(({ node }) => node as NodeOf<Data[Field]>),
    total: page?.totalCount ?? 0,
    stale: page !== own,
    more: own?.pageInfo.hasNextPage ?? false,
    loadMore,
    loadingMore,
    moreError,
    error: query.error,
    retry: () => void query.refetch().catch(() => undefined),
    readAgain,
  };
}

interface ShownList {
  document: DocumentNode;
  field: string;
  filters: OperationVariables;
  /** How many of its records are shown. */
  shown: number;
}

/** Reads a list again as far as it is shown, and puts what has come in the place of what was there. */
async function readAsFarAsShown(client: ApolloClient, { document, field, filters, shown }: ShownList) {
  const edges: Page['edges'][number][] = [];
  let last: Page;
  let after: string | null = null;
  do {
    const first = Math.min(MOST, Math.max(PAGE, shown - edges.length));
    const { data }: { data?: unknown } = await client.query({
      query: document,
      variables: { ...filters, first, after },
      fetchPolicy: 'no-cache',
    });
    last = (data as Record<string, Page>)[field]!;
    edges.push(...last.edges);
    after = last.pageInfo.endCursor;
  } while (last.pageInfo.hasNextPage && edges.length < shown);
  client.writeQuery({
    query: document,
    variables: { ...filters, first: PAGE },
    data: { [field]: { ...last, edges } },
    // Or the policy of the list would join what is left of it with what was there.
    overwrite: true,
  });
}
