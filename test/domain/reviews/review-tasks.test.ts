import { expect, test } from 'vitest';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { advanceReviewWorkflow } from '../../../server/tasks/advance-review-workflow.ts';
import { remindReviewers } from '../../../server/tasks/remind-reviewers.ts';
import { startReviews } from '../../../server/tasks/start-reviews.ts';
import { day, noon } from '../support/dates.ts';
import { useEmptyDomain } from '../support/domain-database.ts';
import { contextAt } from '../support/task-context.ts';
import { aCycle, aStage, aSubmission, aTrack, aUser } from '../support/world.ts';

const db = useEmptyDomain();

const contextOn = (date: string) => contextAt(db.orm, noon(day(date)));

test('the three tasks take a submission from its call to its decision, each only when there is work', async () => {
  await aUser(db.orm, { roles: ['reviewer'] });
  const track = await aTrack(db.orm);
  await aStage(db.orm, { track, position: 1 });
  const id = await aSubmission(db.orm, { cycle: await aCycle(db.orm), track });

  const nothing = '0 of 0 undecided submissions need a decision';
  expect(await advanceReviewWorkflow.ready?.(contextOn('2025-03-04'))).toBe(nothing);
  expect(await startReviews.ready?.(contextOn('2025-03-04'))).toBe('No pending review is to be opened');

  const closed = contextOn('2025-03-05');
  expect(await advanceReviewWorkflow.ready?.(closed)).toBeNull();
  expect(await advanceReviewWorkflow.run(closed)).toEqual({
    summary: '1 submission: 0 approved, 0 rejected, 1 review created',
  });
  expect(await advanceReviewWorkflow.ready?.(closed)).toBe('0 of 1 undecided submissions need a decision');

  expect(await startReviews.ready?.(closed)).toBeNull();
  expect(await startReviews.run(closed)).toEqual({
    summary: '1 review opened, 1 submission started, 1 message',
  });
  expect(await startReviews.ready?.(closed)).toBe('No pending review is to be opened');

  const dayBefore = contextOn('2025-03-18');
  expect(await remindReviewers.ready?.(closed)).toBe('0 of 0 open reviews due by tomorrow need a reminder');
  expect(await remindReviewers.ready?.(dayBefore)).toBeNull();
  expect(await remindReviewers.run(dayBefore)).toEqual({ summary: '1 reminder for 1 review' });
  expect(await remindReviewers.ready?.(dayBefore)).toBe(
    '0 of 1 open reviews due by tomorrow need a reminder',
  );

  await db.orm.em.fork().nativeUpdate(
    Review,
    { submission: id },
    {
      state: 'SUBMITTED',
      isComplete: true,
      score: 2,
      submittedAt: noon(day('2025-03-18')),
    },
  );
  expect(await advanceReviewWorkflow.ready?.(dayBefore)).toBeNull();
  expect(await advanceReviewWorkflow.run(dayBefore)).toEqual({
    summary: '1 submission: 1 approved, 0 rejected, 0 reviews created',
  });
});

test('Start Reviews says how many reviews have no due date when that is all there is', async () => {
  const track = await aTrack(db.orm);
  await aStage(db.orm, { track, position: 1 });
  await aSubmission(db.orm, { cycle: await aCycle(db.orm), track });
  await advanceReviewWorkflow.run(contextOn('2025-03-05'));
  await db.orm.em.fork().nativeUpdate(Review, {}, { dueDate: null });
  expect(await startReviews.ready?.(contextOn('2025-03-05'))).toBe('0 of 1 pending reviews have a due date');
});
