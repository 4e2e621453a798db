/** What the command line asks of the API, and the shape of the answers. Names are those of schema.graphql. */

export const runStates = [
  'QUEUED',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'SKIPPED',
  'LOST',
  'TIMED_OUT',
  'CANCELLED',
] as const;
export type RunState = (typeof runStates)[number];

/** From the least to the most important. */
export const logLevels = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Facility {
  name: string;
  timeZone: string;
  now: string;
}

export interface TaskRun {
  id: string;
  task: { name: string };
  state: RunState;
  trigger: string;
  requestedBy: string | null;
  cancelling: boolean;
  cancelledBy: string | null;
  queuedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  duration: string | null;
  attempt: number;
  worker: string | null;
  summary: string | null;
  error: { message: string; stack: string | null } | null;
  progress: { done: number; total: number; label: string | null } | null;
}

export interface LogLine {
  seq: number;
  at: string;
  level: LogLevel;
  message: string;
  fields: unknown;
}

export interface ScheduleParts {
  every: string | null;
  at: string | null;
  retryAfter: string | null;
  text: string;
}

export interface Override {
  overriddenBy: string | null;
  overriddenAt: string | null;
}

export interface Schedule extends ScheduleParts, Override {
  timeZone: string;
  overridden: boolean;
  version: number;
  builtIn: ScheduleParts;
}

export interface Pause {
  reason: string;
  by: string;
  at: string;
  until: string | null;
}

export interface ListedTask {
  name: string;
  label: string;
  app: string;
  schedule: Override & { text: string; builtIn: { text: string } };
  paused: Pause | null;
  due: boolean;
  nextRunAt: string | null;
  retiredAt: string | null;
  activeRun: { id: string; state: RunState } | null;
  lastRun: { id: string; state: RunState; startedAt: string | null; cancelling: boolean } | null;
}

export interface ScheduledTask {
  name: string;
  label: string;
  schedule: Schedule;
  paused: Pause | null;
  due: boolean;
  dueReason: string;
  nextRunAt: string | null;
  nextRuns: string[];
  activeRun: { id: string; state: RunState } | null;
}

export interface ShownTask extends ScheduledTask {
  app: string;
  description: string;
  retiredAt: string | null;
  activeRun: TaskRun | null;
  lastRun: TaskRun | null;
  lastSuccess: TaskRun | null;
  lastFailure: TaskRun | null;
  keepRuns: number;
  timeout: string;
  stats: { runs24h: number; failures24h: number; medianDuration: string | null; p95Duration: string | null };
}

export interface Preview {
  valid: boolean;
  problems: { field: string; message: string }[];
  text: string | null;
  due: boolean;
  nextRunAt: string | null;
  slot: string | null;
  nextRuns: string[];
}

export interface Node {
  id: string;
  name: string;
  role: string;
  host: string;
  version: string;
  startedAt: string;
  lastHeartbeatAt: string;
  silent: boolean;
  runs: { id: string; task: { name: string } }[];
}

const run = `fragment Run on TaskRun {
  id task { name } state trigger requestedBy cancelling cancelledBy queuedAt startedAt finishedAt duration attempt worker
  summary error { message stack } progress { done total label }
}`;
const scheduled = `fragment Scheduled on Task {
  name label due dueReason nextRunAt nextRuns(first: $count) activeRun { id state }
  schedule {
    every at retryAfter text timeZone overridden overriddenBy overriddenAt version
    builtIn { every at retryAfter text }
  }
  paused { reason by at until }
}`;
const facility = 'facility { name timeZone now }';
const lines = 'lines { seq at level message fields }';

export const documents = {
  names: `query { ${facility} tasks { name label } }`,
  list: `query ($search: String, $app: String, $state: RunState, $due: Boolean, $paused: Boolean) {
    ${facility}
    tasks(search: $search, app: $app, lastState: $state, due: $due, paused: $paused) {
      name label app schedule { text overriddenBy overriddenAt builtIn { text } } paused { reason by at until }
      due nextRunAt retiredAt activeRun { id state } lastRun { id state startedAt cancelling }
    }
  }`,
  show: `query ($name: ID!, $count: Int!) {
    ${facility}
    task(name: $name) {
      ...Scheduled app description retiredAt keepRuns timeout
      activeRun { ...Run } lastRun { ...Run } lastSuccess { ...Run } lastFailure { ...Run }
      stats { runs24h failures24h medianDuration p95Duration }
    }
  } ${scheduled} ${run}`,
  schedule: `query ($name: ID!, $count: Int!) { ${facility} task(name: $name) { ...Scheduled } } ${scheduled}`,
  preview: `query ($input: SchedulePreviewInput!) {
    ${facility}
    previewSchedule(input: $input) {
      valid problems { field message } text due nextRunAt slot nextRuns
    }
  }`,
  setSchedule: `mutation ($name: ID!, $input: TaskScheduleInput!, $count: Int!) {
    task: setTaskSchedule(name: $name, input: $input) { ...Scheduled }
  } ${scheduled}`,
  resetSchedule: `mutation ($name: ID!, $expectedVersion: Int!, $count: Int!) {
    task: resetTaskSchedule(name: $name, expectedVersion: $expectedVersion) { ...Scheduled }
  } ${scheduled}`,
  pause: `mutation ($name: ID!, $reason: String!, $until: DateTime, $count: Int!) {
    task: pauseTask(name: $name, reason: $reason, until: $until) { ...Scheduled }
  } ${scheduled}`,
  resume: `mutation ($name: ID!, $count: Int!) { task: resumeTask(name: $name) { ...Scheduled } } ${scheduled}`,
  nodes: `query {
    ${facility}
    nodes { id name role host version startedAt lastHeartbeatAt silent runs { id task { name } } }
  }`,
  runNow: `mutation ($name: ID!) { runTaskNow(name: $name) { alreadyActive run { ...Run } } } ${run}`,
  cancel: `mutation ($id: ID!) { run: cancelRun(id: $id) { ...Run logLineCount } } ${run}`,
  run: `query ($id: ID!) { ${facility} run(id: $id) { ...Run } } ${run}`,
  log: `query ($id: ID!, $after: Int!, $level: LogLevel, $search: String) {
    run(id: $id) { log(after: $after, first: 1000, level: $level, search: $search) { ${lines} hasMore } }
  }`,
  follow: `subscription ($runId: ID!, $after: Int!) {
    runLog(runId: $runId, after: $after) { ${lines} run { ...Run } }
  } ${run}`,
};
