import { defaultFieldResolver, type GraphQLField, type GraphQLSchema, isObjectType } from 'graphql';
import { Extensions } from 'type-graphql';
import type { Principal } from '../access/principal.ts';
import { permits, type Rule } from '../access/roles.ts';
import { auditRefusal } from './audit/audited.ts';
import { type Context, signInFirst } from './context.ts';
import { InputProblem } from './errors.ts';

/** Says who may use a query, mutation, subscription or field; on a type, all of its fields that say nothing else. */
export const Allow = (rule: Rule) => Extensions({ rule });

/**
 * Puts the rules that the resolvers and types declare in front of every field of the schema.
 * Throws for a field without one, and for a mutation that the audit knows nothing of: the program does not start
 * with an open door.
 */
export function enforceRules(schema: GraphQLSchema): GraphQLSchema {
  const operations = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    const isMutation = type === schema.getMutationType();
    for (const field of Object.values(type.getFields())) {
      const rule = ruleOf(field.extensions) ?? (operations.has(type) ? null : ruleOf(type.extensions));
      if (!rule)
        throw new Error(`${type.name}.${field.name} does not say who may use it: give it @Allow(…).`);
      if (isMutation && !field.extensions['audited']) {
        throw new Error(`${field.name} does not say what it changes: give it @Audit(…).`);
      }
      guard(field, rule, isMutation);
    }
  }
  return schema;
}

const ruleOf = (extensions: { rule?: unknown }) => extensions.rule as Rule | undefined;

function guard(field: GraphQLField<unknown, Context>, rule: Rule, isMutation: boolean): void {
  const { resolve = defaultFieldResolver, subscribe } = field;
  field.resolve = (source, args, context, info) => {
    const refusal = refusalOf(rule, context);
    if (!refusal) return resolve(source, args, context, info);
    if (!isMutation || !context.principal) throw refusal;
    return auditRefusal(context, field, args, refusal).then(() => {
      throw refusal;
    });
  };
  if (subscribe) {
    field.subscribe = (source, args, context, info) => {
      const refusal = refusalOf(rule, context);
      if (refusal) throw refusal;
      return subscribe(source, args, context, info);
    };
  }
}

function refusalOf(rule: Rule, { principal }: Context): InputProblem | null {
  if (permits(rule, principal?.role ?? null)) return null;
  return principal ? forbidden(rule, principal) : signInFirst();
}

/** What somebody signed in is told who has too small a role for it, or none. */
export function forbidden(rule: Rule, { name, role }: Principal): InputProblem {
  return new InputProblem(
    'FORBIDDEN',
    role
      ? `${name} is ${article(role)} ${role} here, and this needs the role ${rule}: ask an administrator.`
      : `${name} has no role here: ask an administrator for one.`,
  );
}

const article = (role: string) => (/^[aeiou]/.test(role) ? 'an' : 'a');
