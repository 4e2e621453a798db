import { addTypenameToDocument } from '@apollo/client/utilities';
import {
  getNamedType,
  getOperationAST,
  isEnumType,
  isRequiredInputField,
  isScalarType,
  Kind,
  parse,
  print,
  typeFromAST,
  type DocumentNode,
  type GraphQLInputType,
  type OperationDefinitionNode,
} from 'graphql';
import 'reflect-metadata';
import { describe, expect, test } from 'vitest';
import * as consoleDocuments from '../../../client/gql/graphql.ts';
import { documents as cliDocuments } from '../../../server/cli/documents.ts';
import { costOf } from '../../../server/graphql/limits/cost.ts';
import { limits } from '../../../server/graphql/limits/limits.ts';
import { measure } from '../../../server/graphql/limits/measure.ts';
import { createSchema } from '../../../server/graphql/schema.ts';

const schema = await createSchema();

/** As they are sent: the console's cache asks for the type of everything. */
const sent: [string, DocumentNode][] = [
  ...Object.entries(consoleDocuments)
    .filter(([name]) => name.endsWith('Document'))
    .map(([name, document]): [string, DocumentNode] => [
      `the console's ${name}`,
      addTypenameToDocument(document as unknown as DocumentNode),
    ]),
  ...Object.entries(cliDocuments).map(([name, text]): [string, DocumentNode] => [
    `the command line's ${name}`,
    parse(text),
  ]),
];

describe('an operation of our own stays below half of each limit:', () => {
  test.each(sent)('%s', (_name, document) => {
    const { tokenCount } = parse(print(document));
    const operation = getOperationAST(document)!;
    const {
      operations: [size],
    } = measure(document);
    const used: Record<keyof typeof limits, number> = {
      ...size!,
      tokens: tokenCount!,
      rootFields: size!.own,
      values: operation.variableDefinitions?.length ?? 0,
      cost: costOf(schema, document, operation, variablesOf(operation)),
    };
    for (const name of Object.keys(limits) as (keyof typeof limits)[]) {
      expect(used[name], name).toBeLessThanOrEqual(limits[name] / 2);
    }
  });
});

/** The largest pages that are asked for, where the document does not say. */
const pages: Record<string, number> = { first: 500, count: 10 };

/** A value for each variable that must have one; what other values are makes no difference to the cost. */
function variablesOf({ variableDefinitions = [] }: OperationDefinitionNode): Record<string, unknown> {
  return Object.fromEntries(
    variableDefinitions
      .filter(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue)
      .map(({ variable: { name }, type }) => [
        name.value,
        pages[name.value] ?? valueOf(typeFromAST(schema, type) as GraphQLInputType),
      ]),
  );
}

function valueOf(type: GraphQLInputType): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues()[0]!.name;
  if (isScalarType(named)) return named.name === 'Int' ? 1 : '2027-01-15T16:00:00Z';
  const fields = Object.values(named.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type)]));
}
