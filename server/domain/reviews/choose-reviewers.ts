import type { ExcludedReviewer } from '../proposals/proposal.entity.ts';

/** A reviewer, as far as an assignment looks at one. */
export interface Candidate {
  id: string;
  firstName: string;
  lastName: string;
  emails: string[];
  techniques: string[];
  areas: string[];
  active: boolean;
  /** When the reviewer opted out; null for never. */
  declinedOn: Temporal.PlainDate | null;
  /** Whether the reviewer sits on the committee of the submissions' track. */
  onCommittee: boolean;
}

/** A submission that needs reviewers. */
export interface ToAssign {
  id: string;
  /** Addresses of everybody on the proposal. */
  team: string[];
  excluded: ExcludedReviewer[];
  techniques: string[];
  areas: string[];
  /** Reviewers who are at work on it or done: they stay. */
  started: string[];
  /** Reviewers whose review was closed before they submitted it: they are not asked again. */
  barred: string[];
}

export interface AssignmentRules {
  /** When the call of the cycle opens. */
  openDate: Temporal.PlainDate;
  minReviews: number;
  /** Reviews one reviewer may have; 0 for any number. */
  maxWorkload: number;
  /** Whether each submission gets a member of the committee, too: those of a call do (domain §1). */
  withCommittee: boolean;
}

/** So many more than needed may be asked (domain §5.3). */
const extraReviews = 2;

/** An opt-out counts for so many days (domain §5.3). */
const optOutDays = 364;

/** Whether a reviewer may be assigned anything in a cycle whose call opens on that day (domain §5.3). */
export function isCandidate(reviewer: Candidate, openDate: Temporal.PlainDate): boolean {
  const { active, techniques, areas, declinedOn } = reviewer;
  const hasOptedOut =
    declinedOn !== null &&
    Temporal.PlainDate.compare(declinedOn, openDate.subtract({ days: optOutDays })) >= 0;
  return active && techniques.length > 0 && areas.length > 0 && !hasOptedOut;
}

/** How well a reviewer fits a submission; null when the reviewer must not review it (domain §5.3). */
export function rewardOf(submission: ToAssign, reviewer: Candidate): number | null {
  const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
  const isOfTeam = reviewer.emails.some((email) => submission.team.some((member) => same(member, email)));
  const isUnwanted = submission.excluded.some(
    ({ first, last }) => same(first, reviewer.firstName) && same(last, reviewer.lastName),
  );
  if (isOfTeam || isUnwanted || submission.barred.includes(reviewer.id)) return null;
  const techniques = common(submission.techniques, reviewer.techniques);
  const areas = common(submission.areas, reviewer.areas);
  return techniques > 0 && areas > 0 ? 100 * techniques * areas : null;
}

function common(a: string[], b: string[]): number {
  const known = new Set(b);
  return a.filter((item) => known.has(item)).length;
}

/**
 * The reviewers of each submission, those at work included (domain §5.3): from the pool first as many as are needed
 * for everyone, then up to two more, and a member of the committee. The best fit is taken, of equal ones the least
 * busy, then the lowest id, so that the same facts give the same assignment.
 */
export function chooseReviewers(
  submissions: readonly ToAssign[],
  reviewers: readonly Candidate[],
  rules: AssignmentRules,
): ReadonlyMap<string, readonly string[]> {
  const candidates = reviewers.filter((reviewer) => isCandidate(reviewer, rules.openDate));
  const committeeIds = new Set(reviewers.filter(({ onCommittee }) => onCommittee).map(({ id }) => id));
  const committee = candidates.filter(({ id }) => committeeIds.has(id));

  const pool = new Assignment(
    submissions,
    candidates.filter(({ id }) => !committeeIds.has(id)),
    { limit: rules.maxWorkload || Infinity, counts: (id) => !committeeIds.has(id) },
  );
  for (let size = 1; size <= rules.minReviews; size++) pool.fill(size, { rearrange: true });
  for (let more = 1; more <= extraReviews; more++) {
    pool.fill(rules.minReviews + more, { rearrange: false });
  }

  const members = new Assignment(submissions, committee, {
    limit: 2 + Math.floor(submissions.length / Math.max(1, committee.length)),
    counts: (id) => committeeIds.has(id),
  });
  if (rules.withCommittee) members.fill(1, { rearrange: true });

  return new Map(submissions.map(({ id }) => [id, [...pool.reviewersOf(id), ...members.reviewersOf(id)]]));
}

/** Somebody who could take a submission, and how well they fit it. */
interface Fit {
  reviewer: string;
  reward: number;
}

/** An assignment in the making, of one group of reviewers. */
class Assignment {
  private readonly taken = new Map<string, Set<string>>();
  private readonly started = new Map<string, ReadonlySet<string>>();
  private readonly load = new Map<string, number>();
  private readonly fits = new Map<string, Fit[]>();
  /** Those with the fewest reviewers to choose from come first. */
  private readonly order: string[];
  private readonly limit: number;

  constructor(
    submissions: readonly ToAssign[],
    reviewers: readonly Candidate[],
    { limit, counts }: { limit: number; counts(reviewerId: string): boolean },
  ) {
    this.limit = limit;
    for (const submission of submissions) {
      const started = submission.started.filter(counts);
      this.started.set(submission.id, new Set(started));
      this.taken.set(submission.id, new Set());
      for (const reviewer of started) this.add(submission.id, reviewer);
      const fits = reviewers.flatMap((reviewer) => {
        const reward = rewardOf(submission, reviewer);
        return reward === null ? [] : { reviewer: reviewer.id, reward };
      });
      this.fits.set(submission.id, fits);
    }
    const choice = (id: string) => this.fits.get(id)?.length ?? 0;
    this.order = submissions.map(({ id }) => id).toSorted((a, b) => choice(a) - choice(b) || byId(a, b));
  }

  reviewersOf(submission: string): string[] {
    return [...(this.taken.get(submission) ?? [])];
  }

  /** Brings each submission to that many reviewers, where there are enough; `rearrange` moves others for it. */
  fill(size: number, { rearrange }: { rearrange: boolean }): void {
    for (const submission of this.order) {
      if (this.reviewersOf(submission).length >= size) continue;
      const best = this.bestFree(submission);
      if (best) this.add(submission, best);
      else if (rearrange) this.makeRoom(submission, new Set());
    }
  }

  /** Frees somebody who fits but is busy, by giving another submission of theirs to somebody else. */
  private makeRoom(submission: string, tried: Set<string>): boolean {
    for (const reviewer of this.ranked(submission)) {
      if (tried.has(reviewer)) continue;
      tried.add(reviewer);
      for (const other of this.order) {
        if (!this.taken.get(other)?.has(reviewer) || this.started.get(other)?.has(reviewer)) continue;
        const substitute = this.bestFree(other);
        if (substitute) this.add(other, substitute);
        else if (!this.makeRoom(other, tried)) continue;
        this.remove(other, reviewer);
        this.add(submission, reviewer);
        return true;
      }
    }
    return false;
  }

  private bestFree(submission: string): string | undefined {
    return this.ranked(submission).find((reviewer) => this.loadOf(reviewer) < this.limit);
  }

  /** Who fits a submission and has not got it, the best first. */
  private ranked(submission: string): string[] {
    const fits = (this.fits.get(submission) ?? []).filter(
      ({ reviewer }) => !this.taken.get(submission)?.has(reviewer),
    );
    return fits
      .toSorted(
        (a, b) =>
          b.reward - a.reward ||
          this.loadOf(a.reviewer) - this.loadOf(b.reviewer) ||
          byId(a.reviewer, b.reviewer),
      )
      .map(({ reviewer }) => reviewer);
  }

  private loadOf(reviewer: string): number {
    return this.load.get(reviewer) ?? 0;
  }

  private add(submission: string, reviewer: string): void {
    this.taken.get(submission)?.add(reviewer);
    this.load.set(reviewer, this.loadOf(reviewer) + 1);
  }

  private remove(submission: string, reviewer: string): void {
    this.taken.get(submission)?.delete(reviewer);
    this.load.set(reviewer, this.loadOf(reviewer) - 1);
  }
}

/** Ids are whole numbers as text. */
function byId(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
