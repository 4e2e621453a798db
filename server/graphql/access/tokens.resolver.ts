import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ApiToken } from '../../access/api-token.entity.ts';
import { longestTokenLife, newToken } from '../../access/api-tokens.ts';
import { Audit } from '../audit/audited.ts';
import { tokenSubject } from '../audit/subjects.ts';
import type { Context } from '../context.ts';
import { badInput, notFound } from '../errors.ts';
import { byId, isId, pageOf } from '../list.ts';
import { PageArgs, type Connection } from '../paging.ts';
import { Allow } from '../rules.ts';
import { checkName } from './account-input.ts';
import { ApiTokenConnection, ApiTokenObject, CreatedToken, CreateTokenInput } from './token.type.ts';

/** Tokens for programs. */
@Resolver()
export class TokensResolver {
  @Allow('admin')
  @Query(() => ApiTokenConnection, { description: 'All tokens, newest first; revoked and expired ones too.' })
  tokens(@Ctx() context: Context, @Args() args: PageArgs): Promise<Connection<ApiTokenObject>> {
    return pageOf(
      context,
      { entity: ApiToken, table: 'api_token', conditions: [], order: [byId], direction: 'desc' },
      args,
      (token) => new ApiTokenObject(token),
    );
  }

  @Allow('admin')
  @Audit(tokenSubject, ({ result }) => (result as CreatedToken | undefined)?.token.id ?? null)
  @Mutation(() => CreatedToken, {
    description: 'Makes a token. Its secret is in this answer and nowhere else.',
  })
  async createToken(
    @Ctx() context: Context,
    @Arg('input', () => CreateTokenInput, { description: 'The token.' }) {
      name,
      role,
      expiresAt,
    }: CreateTokenInput,
  ): Promise<CreatedToken> {
    const now = context.now();
    // Days of 24 hours: an instant has no calendar to count others by.
    const latest = now.add({ hours: longestTokenLife.days * 24 });
    if (Temporal.Instant.compare(expiresAt, now) <= 0) {
      throw badInput('expiresAt', `expiresAt: ${expiresAt.toString()} is past: use a later moment.`);
    }
    if (Temporal.Instant.compare(expiresAt, latest) > 0) {
      throw badInput(
        'expiresAt',
        `expiresAt: ${expiresAt.toString()} is too far off: a token lasts ${longestTokenLife.days} days at most.`,
      );
    }
    const { row, secret } = newToken({
      name: checkName(name),
      role,
      expiresAt,
      createdBy: context.viewer.name,
      createdAt: now,
    });
    const em = context.em();
    const id = await em.insert(ApiToken, row);
    return { token: new ApiTokenObject(await em.findOneOrFail(ApiToken, { id: String(id) })), secret };
  }

  @Allow('admin')
  @Audit(tokenSubject)
  @Mutation(() => ApiTokenObject, {
    description:
      'Ends a token at once; its open connections are closed within 5 s. Nothing happens when it was revoked already.',
  })
  async revokeToken(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The token.' }) id: string,
  ): Promise<ApiTokenObject> {
    const em = context.em();
    if (isId(id)) {
      const revoked = { revokedAt: context.now(), revokedBy: context.viewer.name };
      await em.nativeUpdate(ApiToken, { id, revokedAt: null }, revoked);
      const token = await em.findOne(ApiToken, { id });
      if (token) return new ApiTokenObject(token);
    }
    throw notFound(`There is no token ${JSON.stringify(id)}: see the query tokens.`);
  }
}
