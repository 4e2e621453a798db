/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query Session {\n  viewer {\n    name\n    role\n  }\n  facility {\n    name\n    timeZone\n    now\n  }\n}": typeof types.SessionDocument,
    "subscription TaskChanged {\n  taskChanged {\n    ...TaskFacts\n  }\n}": typeof types.TaskChangedDocument,
    "fragment LineFacts on LogLine {\n  seq\n  at\n  level\n  message\n  fields\n}\n\nfragment RunFacts on TaskRun {\n  id\n  state\n  trigger\n  requestedBy\n  slot\n  queuedAt\n  startedAt\n  finishedAt\n  duration\n  attempt\n  worker\n  summary\n  error {\n    message\n  }\n  progress {\n    done\n    total\n    label\n  }\n  logLineCount\n  lastLine {\n    seq\n    at\n    level\n    message\n  }\n  checks\n  checksSince\n}\n\nfragment TaskFacts on Task {\n  name\n  label\n  app\n  retiredAt\n  schedule {\n    text\n    timeZone\n  }\n  due\n  dueReason\n  nextRunAt\n  activeRun {\n    ...RunFacts\n  }\n  lastRun {\n    ...RunFacts\n  }\n}": typeof types.LineFactsFragmentDoc,
    "subscription RunLog($runId: ID!, $after: Int!) {\n  runLog(runId: $runId, after: $after) {\n    lines {\n      ...LineFacts\n    }\n    run {\n      ...RunFacts\n    }\n  }\n}\n\nquery EarlierLog($runId: ID!, $after: Int!, $first: Int!) {\n  run(id: $runId) {\n    id\n    log(after: $after, first: $first) {\n      lines {\n        ...LineFacts\n      }\n    }\n  }\n}": typeof types.RunLogDocument,
    "query RunNowPreview($name: ID!) {\n  task(name: $name) {\n    name\n    label\n    description\n    retiredAt\n    nextRunAt\n    nextRunAtIfRunNow\n    activeRun {\n      id\n      state\n    }\n  }\n}\n\nmutation RunTaskNow($name: ID!) {\n  runTaskNow(name: $name) {\n    alreadyActive\n    run {\n      ...RunFacts\n      task {\n        name\n        label\n        activeRun {\n          id\n        }\n      }\n    }\n  }\n}": typeof types.RunNowPreviewDocument,
    "query Cycles($after: String) {\n  cycles(first: 100, after: $after) {\n    edges {\n      node {\n        id\n        name\n        state\n        openDate\n        closeDate\n        dueDate\n        allocDate\n        startDate\n        endDate\n        type {\n          id\n          name\n        }\n        nextChange {\n          date\n          state\n        }\n        transitions {\n          at\n          from\n          to\n          skipped\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    totalCount\n  }\n}": typeof types.CyclesDocument,
    "query RunPage($id: ID!) {\n  run(id: $id) {\n    ...RunFacts\n    error {\n      message\n      stack\n    }\n    task {\n      name\n      label\n      retiredAt\n      timeout\n      stats {\n        medianDuration\n      }\n    }\n  }\n}": typeof types.RunPageDocument,
    "query TaskDetail($name: ID!) {\n  task(name: $name) {\n    ...TaskFacts\n    description\n    schedule {\n      every\n      at\n      retryAfter\n    }\n    nextRuns(first: 5)\n    lastSuccess {\n      ...RunFacts\n    }\n    lastFailure {\n      ...RunFacts\n    }\n    keepRuns\n    timeout\n    stats {\n      runs24h\n      failures24h\n      medianDuration\n      p95Duration\n    }\n  }\n}\n\nquery TaskRuns($name: ID!, $after: String) {\n  task(name: $name) {\n    name\n    runs(first: 20, after: $after) {\n      edges {\n        cursor\n        node {\n          ...RunFacts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      totalCount\n    }\n  }\n}": typeof types.TaskDetailDocument,
    "query TaskList {\n  tasks {\n    ...TaskFacts\n  }\n}": typeof types.TaskListDocument,
};
const documents: Documents = {
    "query Session {\n  viewer {\n    name\n    role\n  }\n  facility {\n    name\n    timeZone\n    now\n  }\n}": types.SessionDocument,
    "subscription TaskChanged {\n  taskChanged {\n    ...TaskFacts\n  }\n}": types.TaskChangedDocument,
    "fragment LineFacts on LogLine {\n  seq\n  at\n  level\n  message\n  fields\n}\n\nfragment RunFacts on TaskRun {\n  id\n  state\n  trigger\n  requestedBy\n  slot\n  queuedAt\n  startedAt\n  finishedAt\n  duration\n  attempt\n  worker\n  summary\n  error {\n    message\n  }\n  progress {\n    done\n    total\n    label\n  }\n  logLineCount\n  lastLine {\n    seq\n    at\n    level\n    message\n  }\n  checks\n  checksSince\n}\n\nfragment TaskFacts on Task {\n  name\n  label\n  app\n  retiredAt\n  schedule {\n    text\n    timeZone\n  }\n  due\n  dueReason\n  nextRunAt\n  activeRun {\n    ...RunFacts\n  }\n  lastRun {\n    ...RunFacts\n  }\n}": types.LineFactsFragmentDoc,
    "subscription RunLog($runId: ID!, $after: Int!) {\n  runLog(runId: $runId, after: $after) {\n    lines {\n      ...LineFacts\n    }\n    run {\n      ...RunFacts\n    }\n  }\n}\n\nquery EarlierLog($runId: ID!, $after: Int!, $first: Int!) {\n  run(id: $runId) {\n    id\n    log(after: $after, first: $first) {\n      lines {\n        ...LineFacts\n      }\n    }\n  }\n}": types.RunLogDocument,
    "query RunNowPreview($name: ID!) {\n  task(name: $name) {\n    name\n    label\n    description\n    retiredAt\n    nextRunAt\n    nextRunAtIfRunNow\n    activeRun {\n      id\n      state\n    }\n  }\n}\n\nmutation RunTaskNow($name: ID!) {\n  runTaskNow(name: $name) {\n    alreadyActive\n    run {\n      ...RunFacts\n      task {\n        name\n        label\n        activeRun {\n          id\n        }\n      }\n    }\n  }\n}": types.RunNowPreviewDocument,
    "query Cycles($after: String) {\n  cycles(first: 100, after: $after) {\n    edges {\n      node {\n        id\n        name\n        state\n        openDate\n        closeDate\n        dueDate\n        allocDate\n        startDate\n        endDate\n        type {\n          id\n          name\n        }\n        nextChange {\n          date\n          state\n        }\n        transitions {\n          at\n          from\n          to\n          skipped\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    totalCount\n  }\n}": types.CyclesDocument,
    "query RunPage($id: ID!) {\n  run(id: $id) {\n    ...RunFacts\n    error {\n      message\n      stack\n    }\n    task {\n      name\n      label\n      retiredAt\n      timeout\n      stats {\n        medianDuration\n      }\n    }\n  }\n}": types.RunPageDocument,
    "query TaskDetail($name: ID!) {\n  task(name: $name) {\n    ...TaskFacts\n    description\n    schedule {\n      every\n      at\n      retryAfter\n    }\n    nextRuns(first: 5)\n    lastSuccess {\n      ...RunFacts\n    }\n    lastFailure {\n      ...RunFacts\n    }\n    keepRuns\n    timeout\n    stats {\n      runs24h\n      failures24h\n      medianDuration\n      p95Duration\n    }\n  }\n}\n\nquery TaskRuns($name: ID!, $after: String) {\n  task(name: $name) {\n    name\n    runs(first: 20, after: $after) {\n      edges {\n        cursor\n        node {\n          ...RunFacts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      totalCount\n    }\n  }\n}": types.TaskDetailDocument,
    "query TaskList {\n  tasks {\n    ...TaskFacts\n  }\n}": types.TaskListDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Session {\n  viewer {\n    name\n    role\n  }\n  facility {\n    name\n    timeZone\n    now\n  }\n}"): (typeof documents)["query Session {\n  viewer {\n    name\n    role\n  }\n  facility {\n    name\n    timeZone\n    now\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription TaskChanged {\n  taskChanged {\n    ...TaskFacts\n  }\n}"): (typeof documents)["subscription TaskChanged {\n  taskChanged {\n    ...TaskFacts\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment LineFacts on LogLine {\n  seq\n  at\n  level\n  message\n  fields\n}\n\nfragment RunFacts on TaskRun {\n  id\n  state\n  trigger\n  requestedBy\n  slot\n  queuedAt\n  startedAt\n  finishedAt\n  duration\n  attempt\n  worker\n  summary\n  error {\n    message\n  }\n  progress {\n    done\n    total\n    label\n  }\n  logLineCount\n  lastLine {\n    seq\n    at\n    level\n    message\n  }\n  checks\n  checksSince\n}\n\nfragment TaskFacts on Task {\n  name\n  label\n  app\n  retiredAt\n  schedule {\n    text\n    timeZone\n  }\n  due\n  dueReason\n  nextRunAt\n  activeRun {\n    ...RunFacts\n  }\n  lastRun {\n    ...RunFacts\n  }\n}"): (typeof documents)["fragment LineFacts on LogLine {\n  seq\n  at\n  level\n  message\n  fields\n}\n\nfragment RunFacts on TaskRun {\n  id\n  state\n  trigger\n  requestedBy\n  slot\n  queuedAt\n  startedAt\n  finishedAt\n  duration\n  attempt\n  worker\n  summary\n  error {\n    message\n  }\n  progress {\n    done\n    total\n    label\n  }\n  logLineCount\n  lastLine {\n    seq\n    at\n    level\n    message\n  }\n  checks\n  checksSince\n}\n\nfragment TaskFacts on Task {\n  name\n  label\n  app\n  retiredAt\n  schedule {\n    text\n    timeZone\n  }\n  due\n  dueReason\n  nextRunAt\n  activeRun {\n    ...RunFacts\n  }\n  lastRun {\n    ...RunFacts\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription RunLog($runId: ID!, $after: Int!) {\n  runLog(runId: $runId, after: $after) {\n    lines {\n      ...LineFacts\n    }\n    run {\n      ...RunFacts\n    }\n  }\n}\n\nquery EarlierLog($runId: ID!, $after: Int!, $first: Int!) {\n  run(id: $runId) {\n    id\n    log(after: $after, first: $first) {\n      lines {\n        ...LineFacts\n      }\n    }\n  }\n}"): (typeof documents)["subscription RunLog($runId: ID!, $after: Int!) {\n  runLog(runId: $runId, after: $after) {\n    lines {\n      ...LineFacts\n    }\n    run {\n      ...RunFacts\n    }\n  }\n}\n\nquery EarlierLog($runId: ID!, $after: Int!, $first: Int!) {\n  run(id: $runId) {\n    id\n    log(after: $after, first: $first) {\n      lines {\n        ...LineFacts\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query RunNowPreview($name: ID!) {\n  task(name: $name) {\n    name\n    label\n    description\n    retiredAt\n    nextRunAt\n    nextRunAtIfRunNow\n    activeRun {\n      id\n      state\n    }\n  }\n}\n\nmutation RunTaskNow($name: ID!) {\n  runTaskNow(name: $name) {\n    alreadyActive\n    run {\n      ...RunFacts\n      task {\n        name\n        label\n        activeRun {\n          id\n        }\n      }\n    }\n  }\n}"): (typeof documents)["query RunNowPreview($name: ID!) {\n  task(name: $name) {\n    name\n    label\n    description\n    retiredAt\n    nextRunAt\n    nextRunAtIfRunNow\n    activeRun {\n      id\n      state\n    }\n  }\n}\n\nmutation RunTaskNow($name: ID!) {\n  runTaskNow(name: $name) {\n    alreadyActive\n    run {\n      ...RunFacts\n      task {\n        name\n        label\n        activeRun {\n          id\n        }\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Cycles($after: String) {\n  cycles(first: 100, after: $after) {\n    edges {\n      node {\n        id\n        name\n        state\n        openDate\n        closeDate\n        dueDate\n        allocDate\n        startDate\n        endDate\n        type {\n          id\n          name\n        }\n        nextChange {\n          date\n          state\n        }\n        transitions {\n          at\n          from\n          to\n          skipped\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    totalCount\n  }\n}"): (typeof documents)["query Cycles($after: String) {\n  cycles(first: 100, after: $after) {\n    edges {\n      node {\n        id\n        name\n        state\n        openDate\n        closeDate\n        dueDate\n        allocDate\n        startDate\n        endDate\n        type {\n          id\n          name\n        }\n        nextChange {\n          date\n          state\n        }\n        transitions {\n          at\n          from\n          to\n          skipped\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    totalCount\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query RunPage($id: ID!) {\n  run(id: $id) {\n    ...RunFacts\n    error {\n      message\n      stack\n    }\n    task {\n      name\n      label\n      retiredAt\n      timeout\n      stats {\n        medianDuration\n      }\n    }\n  }\n}"): (typeof documents)["query RunPage($id: ID!) {\n  run(id: $id) {\n    ...RunFacts\n    error {\n      message\n      stack\n    }\n    task {\n      name\n      label\n      retiredAt\n      timeout\n      stats {\n        medianDuration\n      }\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TaskDetail($name: ID!) {\n  task(name: $name) {\n    ...TaskFacts\n    description\n    schedule {\n      every\n      at\n      retryAfter\n    }\n    nextRuns(first: 5)\n    lastSuccess {\n      ...RunFacts\n    }\n    lastFailure {\n      ...RunFacts\n    }\n    keepRuns\n    timeout\n    stats {\n      runs24h\n      failures24h\n      medianDuration\n      p95Duration\n    }\n  }\n}\n\nquery TaskRuns($name: ID!, $after: String) {\n  task(name: $name) {\n    name\n    runs(first: 20, after: $after) {\n      edges {\n        cursor\n        node {\n          ...RunFacts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      totalCount\n    }\n  }\n}"): (typeof documents)["query TaskDetail($name: ID!) {\n  task(name: $name) {\n    ...TaskFacts\n    description\n    schedule {\n      every\n      at\n      retryAfter\n    }\n    nextRuns(first: 5)\n    lastSuccess {\n      ...RunFacts\n    }\n    lastFailure {\n      ...RunFacts\n    }\n    keepRuns\n    timeout\n    stats {\n      runs24h\n      failures24h\n      medianDuration\n      p95Duration\n    }\n  }\n}\n\nquery TaskRuns($name: ID!, $after: String) {\n  task(name: $name) {\n    name\n    runs(first: 20, after: $after) {\n      edges {\n        cursor\n        node {\n          ...RunFacts\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      totalCount\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TaskList {\n  tasks {\n    ...TaskFacts\n  }\n}"): (typeof documents)["query TaskList {\n  tasks {\n    ...TaskFacts\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;