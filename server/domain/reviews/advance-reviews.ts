import type { EntityManager } from '@mikro-orm/postgresql';
import { BadRecord, eachRecord } from '../each-record.ts';
import { idsOf } from '../ids-of.ts';
import { refuseFailures } from '../refuse-failures.ts';
import type { Work } from '../work.ts';
import { decideSubmission, isWork } from './decide-submission.ts';
import { DecisionReport, type DecisionTotals } from './report-decisions.ts';
import { readReviewFacts, type SubmissionFacts } from './review-facts.ts';
import { countUndecided, lockUndecided, undecidedPages } from './undecided-submissions.ts';
import { writeDecisions } from './write-decisions.ts';

/**
 * Whether {@link advanceReviews} has anything to do today, and of how many submissions. Stops at the first one that
 * needs something.
 */
export async function reviewsNeedAdvance(
  em: EntityManager,
  today: Temporal.PlainDate,
): Promise<{ needed: boolean; undecided: number }> {
  const undecided = await countUndecided(em, today);
  for await (const page of undecidedPages(em, today)) {
    const facts = await readReviewFacts(em, idsOf(page));
    if ([...facts.values()].some(needsWork)) return { needed: true, undecided };
  }
  return { needed: false, undecided };
}

/**
 * Takes every undecided submission as far as its reviews allow (domain §5.1, §5.2): creates the reviews that are
 * missing, closes those no longer needed, rejects and approves. Throws `Conflict` in the end when some could
 * not be decided; the others are.
 *
 * Reads and writes batch by batch. Safe to run twice at once: submissions and reviews are locked before they are
 * decided on.
 */
export async function advanceReviews(
  em: EntityManager,
  { today, now, log, signal, progress }: Work,
): Promise<DecisionTotals & { checked: number }> {
  const report = new DecisionReport(log);
  const undecided = await countUndecided(em, today);
  let checked = 0;
  let failed = 0;

  for await (const page of undecidedPages(em, today)) {
    const before = checked;
    const result = await eachRecord(em, page, {
      signal,
      progress: (done) => progress?.(before + done, Math.max(undecided, before + page.length)),
      async write(tx, submissions) {
        const locked = await lockUndecided(tx, idsOf(submissions), today);
        const facts = await readReviewFacts(tx, locked, { lock: true });
        const decided = [...facts.values()].map((submission) => ({
          submission,
          steps: decideSubmission(submission),
        }));
        await writeDecisions(tx, decided, { today, now });
        return decided.map((one) => () => report.tell(one));
      },
      fail: (submission, cause) =>
        log.error(`${submission.code}: cannot be decided: ${cause.message}`, { submissionId: submission.id }),
    });
    failed += result.failed;
    checked += page.length;
  }

  await report.tellProblems();
  refuseFailures([{ failed, total: checked, what: 'submissions could not be decided' }]);
  return { ...report.totals, checked };
}

/** A record that no rule can be applied to needs a run, too: that tells of it. */
function needsWork(submission: SubmissionFacts): boolean {
  try {
    return decideSubmission(submission).some(isWork);
  } catch (cause) {
    if (cause instanceof BadRecord) return true;
    throw cause;
  }
}
