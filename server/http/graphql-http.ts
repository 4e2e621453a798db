import { Router, type Request, type Response } from 'express';
import { getOperationAST, OperationTypeNode, type GraphQLError, type GraphQLSchema } from 'graphql';
import { checkOperation, type OperationRequest } from '../graphql/check-operation.ts';
import { createContext, type Services } from '../graphql/context.ts';
import { InputProblem, toFormattedError } from '../graphql/errors.ts';
import { keyOf, mayIntrospect, type Callers } from './callers.ts';
import { longestMessage } from './limits.ts';
import { readJson } from './read-json.ts';
import { Refusal, sendJson, wrongMethod } from './refusal.ts';
import { originOf } from './sign-in-routes.ts';

export interface GraphqlOptions {
  services: Services;
  schema: GraphQLSchema;
  callers: Callers;
  onProblem(message: string): void;
}

const parseBody = readJson(longestMessage);

/**
 * Queries and mutations: POST with JSON, which no page elsewhere can send without asking first, and one at a time.
 * What is refused before it is executed is answered with a 4xx, what is executed with 200, as GraphQL does.
 */
export function graphqlOverHttp(options: GraphqlOptions): Router {
  const router = Router();
  router.post('/', (request, response) => answer(options, request, response));
  router.all('/', () => {
    throw wrongMethod('POST');
  });
  return router;
}

async function answer(
  { services, schema, callers, onProblem }: GraphqlOptions,
  request: Request,
  response: Response,
): Promise<void> {
  if (!request.is('application/json')) {
    throw new Refusal(415, 'BAD_INPUT', 'Send the operation as "content-type: application/json".');
  }
  const { authorization, cookie, host } = request.headers;
  const origin = originOf(request);
  const principal = await callers.identify({ authorization, cookie, host }, origin);
  await callers.count(keyOf(principal, origin));
  const operation = readOperation(await readBody(request, response));

  const send = (status: number, failures: readonly GraphQLError[] | undefined, data?: unknown) => {
    const errors = failures?.map((error) => toFormattedError(error, onProblem));
    // Scripts look at the status first.
    const isSignedOut = errors?.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
    sendJson(request, response.status(isSignedOut ? 401 : status), { ...(errors && { errors }), data });
  };
  const checked = checkOperation(schema, operation, mayIntrospect(principal));
  if (Array.isArray(checked)) return send(400, checked);
  const { document, operationName } = checked;
  if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION) {
    throw new InputProblem(
      'BAD_INPUT',
      'A subscription needs a WebSocket at this address, with the protocol graphql-transport-ws.',
    );
  }
  const contextValue = createContext(services, principal, origin);
  const { data, errors } = await callers.execute({ ...checked, contextValue });
  return send(200, errors, data);
}

function readBody(request: Request, response: Response): Promise<unknown> {
  return new Promise((resolve, reject) => {
    parseBody(request, response, (error?: unknown) => (error ? reject(error) : resolve(request.body)));
  });
}

function readOperation(body: unknown): OperationRequest {
  const unreadable = (what: string) => new InputProblem('BAD_INPUT', what);
  if (Array.isArray(body)) throw unreadable('Send one operation at a time, not a list of them.');
  if (!isRecord(body))
    throw unreadable('Send an object with "query", such as {"query": "{ viewer { name } }"}.');
  const { query, operationName, variables } = body;
  if (typeof query !== 'string') throw unreadable('"query" must be a text: the document with the operation.');
  if (!isText(operationName)) throw unreadable('"operationName" must be a text.');
  if (!isObject(variables)) throw unreadable('"variables" must be an object.');
  return { query, operationName, variables };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown) => value === undefined || value === null || typeof value === 'string';

const isObject = (value: unknown) => value === undefined || value === null || isRecord(value);
