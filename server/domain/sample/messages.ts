import { cycleName } from '../cycles/cycle-dates.ts';
import type { NotificationState } from '../notifications/notification.entity.ts';
import { renderMessage } from '../notifications/render-message.ts';
import { byId, type Sample } from './sample.ts';

/** Messages that went out: the results of the last cycle whose call was answered, and reviews that are open. */
export function addMessages(sample: Sample): void {
  addResults(sample);
  addReviewRequests(sample);
}

interface Told {
  user: number;
  template: string;
  data: Record<string, unknown>;
  dedupeKey: string;
  queuedAt: Temporal.Instant;
}

function addMessage(sample: Sample, { user, template, data, dedupeKey, queuedAt }: Told): number {
  const { notifications, time } = sample;
  const state = stateOf(notifications.rows.length);
  const { firstName } = sample.user(user);
  return notifications.add({
    user,
    email: null,
    kind: template,
    level: 'IMPORTANT',
    state,
    ...renderMessage(template, data, { firstName, timeZone: time.timeZone }),
    dedupeKey,
    queuedAt,
    nextAttemptAt: state === 'QUEUED' ? time.now : queuedAt,
    attempts: state === 'QUEUED' ? 0 : 1,
    lastError: state === 'FAILED' ? '550 5.1.1 The mailbox does not exist' : null,
    sentAt: state === 'FAILED' || state === 'QUEUED' ? null : queuedAt.add({ seconds: 40 }),
  }).id;
}

/** Most were read, some were not, one in twenty did not arrive. */
function stateOf(number: number): NotificationState {
  if (number % 20 === 7) return 'FAILED';
  if (number % 20 === 13) return 'QUEUED';
  return (['READ', 'SENT', 'READ', 'ACKNOWLEDGED'] as const)[number % 4]!;
}

function addResults(sample: Sample): void {
  const cycle = sample.cycles.rows
    .filter(({ resultsNotifiedAt }) => resultsNotifiedAt !== null)
    .toSorted((a, b) => Temporal.PlainDate.compare(a.allocDate, b.allocDate))
    .at(-1);
  if (!cycle) return;
  for (const row of sample.submissions.rows) {
    const { id, code, cycle: of, track, project, proposal, approved, comments, notifiedAt: queuedAt } = row;
    if (of !== cycle.id || queuedAt === null) continue;
    const { title, spokesperson } = byId(sample.proposals, proposal);
    const told = { user: spokesperson, queuedAt };
    if (approved === false) {
      const data = { code, title, cycle: cycleName(cycle), comments };
      addMessage(sample, { ...told, template: 'submission-fail', data, dedupeKey: `submission-fail:${id}` });
    }
    if (project === null) continue;
    const granted = sample.allocations.rows.filter((row) => row.project === project && row.cycle === of);
    const facilities = granted.map(({ facility, shifts }) => {
      const { acronym, flexSchedule } = sample.facility(facility);
      return { acronym, shifts: flexSchedule ? null : shifts, flexible: flexSchedule };
    });
    addMessage(sample, {
      ...told,
      template: 'submission-success',
      data: { code: byId(sample.projects, project).code, title, cycle: cycleName(cycle), facilities },
      dedupeKey: byId(sample.tracks, track).requireCall
        ? `submission-success:${of}:${project}`
        : `submission-success:${id}`,
    });
  }
}

/** One message to each named reviewer with all that is open, and the marks that nobody is told of it again. */
function addReviewRequests(sample: Sample): void {
  const open = sample.reviews.rows.filter(
    ({ state, submission, reviewer }) => state === 'OPEN' && submission !== null && reviewer !== null,
  );
  const yesterday = sample.at(sample.time.today.subtract({ days: 1 }), 6);
  for (const [reviewer, reviews] of Map.groupBy(open, (review) => review.reviewer!)) {
    const listed = reviews
      .map((review) => {
        const { code, proposal } = byId(sample.submissions, review.submission!);
        const { title } = byId(sample.proposals, proposal);
        return { ...review, code, title, due: review.dueDate!.toString() };
      })
      .toSorted((a, b) => a.due.localeCompare(b.due) || a.code.localeCompare(b.code));
    const { user } = byId(sample.reviewers, reviewer);
    const least = reviews[0]!;
    const notification = addMessage(sample, {
      user,
      template: 'review-request',
      data: {
        reviews: listed.map(({ code, title, type, due }) => ({
          code,
          title,
          type: byId(sample.reviewTypes, type).code,
          dueDate: due,
        })),
      },
      dedupeKey: `review-request:${user}:${least.id}:${least.dueDate!.toString()}`,
      queuedAt: yesterday,
    });
    for (const { id, dueDate } of reviews) {
      sample.announcements.add({ kind: 'review-request', user, review: id, dueDate: dueDate!, notification });
    }
  }
}
