import { countNoun } from '../count-noun.ts';
import type { DomainLog } from '../log.ts';
import type { Misconfiguration, Step } from './decide-submission.ts';
import type { StageFacts, SubmissionFacts } from './review-facts.ts';
import type { Decided } from './write-decisions.ts';

/** What has been done, as numbers. */
export interface DecisionTotals {
  approved: number;
  rejected: number;
  created: number;
  closed: number;
}

interface Line {
  level: 'debug' | 'info' | 'warn';
  text: string;
}

/**
 * Tells what was done for each submission (domain §8.2), and adds it up. What is wrong with a track or a stage is told
 * once for all the submissions it holds up.
 */
export class DecisionReport {
  readonly totals: DecisionTotals = { approved: 0, rejected: 0, created: 0, closed: 0 };
  private readonly problems = new Map<string, { problem: string; fields: object; submissions: number }>();

  constructor(private readonly log: DomainLog) {}

  async tell({ submission, steps }: Decided): Promise<void> {
    const fields = { submissionId: submission.id };
    for (const step of steps) {
      const line = this.add(submission, step);
      if (line) await this.log[line.level](`${submission.code}: ${line.text}`, fields);
    }
    // A submission lacks reviews at one stage only, be it for several facilities.
    const created = steps.filter((step) => step.do === 'create');
    const [first] = created;
    if (!first) return;
    const count = created.reduce((sum, step) => sum + step.count, 0);
    this.totals.created += count;
    const reviews = countNoun(count, 'review');
    await this.log.info(`${submission.code}: created ${reviews} for stage ${first.stage.position}`, fields);
  }

  /** Warns of tracks and stages that somebody has to correct. */
  async tellProblems(): Promise<void> {
    for (const { problem, fields, submissions } of this.problems.values()) {
      await this.log.warn(`${problem} (${countNoun(submissions, 'submission')})`, { ...fields });
    }
  }

  /** Adds a step up and returns the line that tells of it; null when others do. */
  private add(submission: SubmissionFacts, step: Step): Line | null {
    if (step.do === 'close') {
      const count = step.reviewIds.length;
      this.totals.closed += count;
      return { level: 'info', text: `${countNoun(count, `stage-${step.stage.position} review`)} closed` };
    }
    if (step.do === 'reject') {
      this.totals.rejected += 1;
      return { level: 'info', text: `failed at stage ${step.stage.position}, rejected` };
    }
    if (step.do === 'approve') {
      this.totals.approved += 1;
      return { level: 'info', text: 'passed all stages, approved' };
    }
    if (step.do === 'wait' && step.missing > 0) {
      const missing = countNoun(step.missing, 'review');
      const text = `waits for an administrator to create ${missing} for stage ${step.stage.position}`;
      return { level: 'debug', text };
    }
    if (step.do === 'warn' && step.problem === 'NO_FACILITIES') {
      const text = `stage ${step.stage?.position} is reviewed per facility, but the submission asks for none`;
      return { level: 'warn', text };
    }
    if (step.do === 'warn') this.addProblem(submission, step.stage, step.problem);
    return null;
  }

  private addProblem(
    { track, trackId }: SubmissionFacts,
    stage: StageFacts | null,
    problem: Misconfiguration,
  ): void {
    const key = `${problem} ${trackId} ${stage?.id}`;
    const known = this.problems.get(key);
    if (known) {
      known.submissions += 1;
      return;
    }
    const text = stage
      ? `Track ${track}, stage ${stage.position}: ${stageProblems[problem]}`
      : `Track ${track} has no stages: its submissions cannot be decided`;
    this.problems.set(key, {
      problem: text,
      fields: { trackId, ...(stage && { stageId: stage.id }) },
      submissions: 1,
    });
  }
}

const stageProblems: Record<Misconfiguration, string> = {
  NO_STAGES: 'the track has no stages',
  NO_FACILITIES: 'the submission asks for no facility',
  NO_PASS_SCORE: 'it blocks and is scored, but has no pass score: whatever is finished passes',
  NO_ROLE: 'its review type has no role: reviews cannot be created by themselves',
};
