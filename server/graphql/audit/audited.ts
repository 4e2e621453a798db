import type { EntityManager } from '@mikro-orm/postgresql';
import type { GraphQLField } from 'graphql';
import { Extensions, createMethodMiddlewareDecorator } from 'type-graphql';
import { recordAudit, type Act } from '../../access/record-audit.ts';
import { DomainError } from '../../domain/errors.ts';
import type { Context } from '../context.ts';
import { InputProblem } from '../errors.ts';
import type { Subject } from './subjects.ts';

/** One call of a mutation. */
interface Call {
  args: Record<string, unknown>;
  context: Context;
  /** Undefined until it is done. */
  result?: unknown;
}

/** What the audit has to know of a mutation. */
interface Audited {
  subject: Subject;
  /** The subject's id; null as long as it is not made yet. */
  idOf(call: Call): string | null;
}

/**
 * A mutation on a subject of the audit. Its change and its entry, with the subject before and after, are one
 * transaction: {@link Context.em} gives it. What was refused or failed is remembered as that.
 */
export function Audit(subject: Subject, idOf: Audited['idOf'] = ({ args }) => String(args['id'])) {
  const audited: Audited = { subject, idOf };
  const mark = Extensions({ audited });
  const run = createMethodMiddlewareDecorator<Context>(({ context, args, info }, next) =>
    remembered(context, audited, info.fieldName, args, next),
  );
  return (target: object, key: string | symbol, descriptor: PropertyDescriptor) => {
    mark(target, key, descriptor);
    run(target, key, descriptor);
  };
}

/** The subject of a mutation whose argument `name` is its id. */
export const byName: Audited['idOf'] = ({ args }) => String(args['name']);

/** Remembers that somebody signed in was not let near a mutation. */
export async function auditRefusal(
  context: Context,
  field: GraphQLField<unknown, Context>,
  args: Record<string, unknown>,
  refusal: InputProblem,
): Promise<void> {
  const { subject, idOf } = field.extensions['audited'] as Audited;
  const em = context.services.orm.em.fork();
  await recordAudit(em, {
    ...actOf(context, field.name),
    outcome: 'REFUSED',
    reason: refusal.message,
    subject: await untouched(em, subject, idOf({ args, context })),
  });
}

/** A subject that was not changed, and so is not locked either. */
async function untouched(em: EntityManager, subject: Subject, id: string | null): Promise<Act['subject']> {
  if (id === null) return null;
  return { type: subject.type, id, task: (await subject.taskOf?.(em, id)) ?? null };
}

async function remembered(
  context: Context,
  { subject, idOf }: Audited,
  action: string,
  args: Record<string, unknown>,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const act = actOf(context, action);
  const known = idOf({ args, context });
  try {
    return await context.services.orm.em.fork().transactional(async (em) => {
      context.transaction = em;
      const before = known === null ? null : await subject.read(em, known, act.at);
      const result = await run();
      const id = known ?? idOf({ args, context, result });
      const after = id === null ? null : await subject.read(em, id, act.at);
      const task = after?.task ?? before?.task;
      await recordAudit(em, {
        ...act,
        outcome: 'DONE',
        subject: id === null ? null : { type: subject.type, id, task },
        before: before?.state,
        after: after?.state,
      });
      return result;
    });
  } catch (cause) {
    const isOurs = !(cause instanceof InputProblem || cause instanceof DomainError);
    const em = context.services.orm.em.fork();
    await untouched(em, subject, known)
      .then((subjectOf) =>
        recordAudit(em, {
          ...act,
          outcome: isOurs ? 'FAILED' : 'REFUSED',
          reason: isOurs ? 'The server failed to do it; its log has the reason.' : (cause as Error).message,
          subject: subjectOf,
        }),
      )
      // While the database is away nothing can be remembered, and nothing was done.
      .catch(() => undefined);
    throw cause;
  } finally {
    context.transaction = null;
  }
}

const actOf = (context: Context, action: string): Pick<Act, 'action' | 'at' | 'actor' | 'origin'> => ({
  action,
  at: context.now(),
  actor: context.viewer,
  origin: context.origin,
});
