import type { ApolloClient } from '@apollo/client';
import { NextHitDocument, PreviousHitDocument } from '../../gql/graphql.ts';
import { errorText } from '../error-text.ts';
import type { LogSource } from './log-source.ts';

const TYPED_FOR = 250;
/** The hits of a log that is being written are counted on this often. */
const COUNT_EVERY = 1_000;

type Direction = 'next' | 'previous';

/** What is known of the hits. */
export interface Found {
  /** All of them; null until they are counted. */
  total: number | null;
  /** The line of the hit at which the search stands; null when there is none. */
  seq: number | null;
  /** That hit's place among them, from 1. */
  place: number;
  /** The last line in which was searched. */
  upTo: number;
}

/**
 * Searches the whole log on the server, among the lines of the level that is shown. It begins at the hit nearest to the
 * reader; stepping on from the last hit leads to the first.
 */
export class LogSearch {
  /** What stands in the field. */
  text = '';
  /** What is searched for: the text, once it is typed. */
  words = '';
  found: Found | null = null;
  busy = false;
  /** Why it cannot be searched; null when it can. */
  problem: string | null = null;
  /** Counts the changes, for whoever shows them. */
  version = 0;

  #typing: ReturnType<typeof setTimeout> | undefined;
  #counting: ReturnType<typeof setTimeout> | undefined;
  #asked: object = {};
  #watchers = new Set<() => void>();
  #place: () => number | 'end' = () => 'end';

  constructor(
    private readonly client: ApolloClient,
    private readonly source: LogSource,
  ) {}

  /** Takes over how to tell where the reader is: at this line, or following the end. */
  beginAt(place: () => number | 'end'): void {
    this.#place = place;
  }

  start(): () => void {
    const stopWatching = this.source.watch(() => this.#countOn());
    return () => {
      stopWatching();
      clearTimeout(this.#typing);
      clearTimeout(this.#counting);
      this.#counting = undefined;
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  setText(text: string): void {
    this.text = text;
    clearTimeout(this.#typing);
    if (!text.trim()) return this.begin();
    this.busy = true;
    this.#typing = setTimeout(() => this.begin(), TYPED_FOR);
    return this.#changed();
  }

  /** Searches anew for what stands in the field. */
  begin(): void {
    this.words = this.text.trim();
    this.found = null;
    this.busy = false;
    this.problem = null;
    this.#asked = {};
    this.#changed();
    if (this.words) void this.#ask((isCurrent) => this.#findFirst(isCurrent));
  }

  /** Goes to another hit. */
  go(direction: Direction): void {
    const { found } = this;
    if (!found?.total || this.busy) return;
    const { total, seq: from, place, upTo } = found;
    const isBack = direction === 'previous';
    void this.#ask(async (isCurrent) => {
      const step = from === null ? null : await this.#nearest(direction, from, upTo);
      const seq = step ?? (await this.#nearest(direction, isBack ? upTo + 1 : 0, upTo));
      if (!isCurrent()) return;
      const next = step === null ? (isBack ? total : 1) : place + (isBack ? -1 : 1);
      this.found = { ...found, seq, place: next };
    });
  }

  async #findFirst(isCurrent: () => boolean): Promise<void> {
    const search = this.words;
    const upTo = this.source.stream.last;
    const from = this.#place();
    const seq =
      from === 'end'
        ? await this.#nearest('previous', upTo + 1, upTo)
        : ((await this.#nearest('next', from - 1, upTo)) ?? (await this.#nearest('next', 0, upTo)));
    if (!isCurrent()) return;
    this.found = { total: seq === null ? 0 : null, seq, place: 0, upTo };
    if (seq === null) return;
    // It is shown before all of them are counted, which may take a while.
    this.#changed();
    const [place, behind] = await Promise.all([
      this.source.count({ before: seq + 1, search }),
      this.source.count({ after: seq, before: upTo + 1, search }),
    ]);
    if (isCurrent()) this.found = { total: place + behind, seq, place, upTo };
  }

  /** The line of the hit nearest to a line, up to line `upTo`; null when there is none on that side. */
  async #nearest(direction: Direction, from: number, upTo: number): Promise<number | null> {
    const shared = { runId: this.source.runId, level: this.source.level, search: this.words };
    const { data } =
      direction === 'next'
        ? await this.client.query({
            query: NextHitDocument,
            variables: { ...shared, after: from, before: upTo + 1 },
            fetchPolicy: 'no-cache',
          })
        : await this.client.query({
            query: PreviousHitDocument,
            variables: { ...shared, before: from },
            fetchPolicy: 'no-cache',
          });
    return data?.run?.log.lines[0]?.seq ?? null;
  }

  /** Does something that only counts as long as nothing else is asked for. */
  async #ask(act: (isCurrent: () => boolean) => Promise<void>): Promise<void> {
    const asked = {};
    this.#asked = asked;
    const isCurrent = () => this.#asked === asked;
    this.busy = true;
    this.problem = null;
    this.#changed();
    try {
      await act(isCurrent);
    } catch (cause) {
      if (isCurrent()) this.problem = errorText(cause);
    }
    if (!isCurrent()) return;
    this.busy = false;
    this.#changed();
    this.#countOn();
  }

  /** Counts in what was written meanwhile, not in all of it anew. */
  #countOn(): void {
    const { found } = this;
    if (!found || found.total === null || this.busy || this.#counting) return;
    if (this.source.stream.last <= found.upTo) return;
    this.#counting = setTimeout(() => void this.#count(found, found.total ?? 0), COUNT_EVERY);
  }

  async #count(found: Found, total: number): Promise<void> {
    const upTo = this.source.stream.last;
    try {
      const more = await this.source.count({ after: found.upTo, before: upTo + 1, search: this.words });
      if (this.found === found) this.found = { ...found, total: total + more, upTo };
    } catch {
      // They are counted together with what comes next.
    }
    this.#counting = undefined;
    this.#changed();
    this.#countOn();
  }

  #changed(): void {
    this.version += 1;
    this.#watchers.forEach((watcher) => watcher());
  }
}
