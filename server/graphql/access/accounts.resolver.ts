import type { EntityManager } from '@mikro-orm/postgresql';
import { randomBytes } from 'node:crypto';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ConsoleAccount, ConsoleCredential } from '../../access/console-account.entity.ts';
import type { SignInMethod } from '../../access/principal.ts';
import type { ConsoleRole } from '../../access/roles.ts';
import { createSignInLink, endSignInLinks } from '../../access/sign-in-links.ts';
import { Audit } from '../audit/audited.ts';
import { accountSubject } from '../audit/subjects.ts';
import type { Context } from '../context.ts';
import { canExist, InputProblem, notFound } from '../errors.ts';
import { pageOf } from '../list.ts';
import { PageArgs, type Connection } from '../paging.ts';
import { Allow } from '../rules.ts';
import { DateTime } from '../scalars.ts';
import { checkEmail, checkName, writeWithEmail } from './account-input.ts';
import { AccountConnection, AccountObject, CreateAccountInput, SignInLink } from './account.type.ts';
import { ConsoleRoleEnum } from './console-role.ts';
import { SignInMethodEnum } from './viewer.type.ts';

/** Who may sign in to this console. */
@Resolver(() => AccountObject)
export class AccountsResolver {
  @Allow('admin')
  @Query(() => AccountConnection, { description: 'The accounts of this console, by address.' })
  accounts(@Ctx() context: Context, @Args() args: PageArgs): Promise<Connection<AccountObject>> {
    return pageOf(
      context,
      {
        entity: ConsoleAccount,
        table: 'console_account',
        conditions: [],
        order: [{ column: 'email', type: 'text', of: ({ email }) => email }],
        direction: 'asc',
      },
      args,
      (account) => new AccountObject(account),
    );
  }

  @Allow('admin')
  @Audit(accountSubject, ({ result }) => (result as SignInLink | undefined)?.account.id ?? null)
  @Mutation(() => SignInLink, {
    description: 'Makes an account and the link with which its owner comes in and sets a password.',
  })
  async createAccount(
    @Ctx() context: Context,
    @Arg('input', () => CreateAccountInput, { description: 'The account.' }) input: CreateAccountInput,
  ): Promise<SignInLink> {
    const em = context.em();
    const now = context.now();
    const email = checkEmail(input.email);
    const name = checkName(input.name);
    const id = randomBytes(16).toString('hex');
    const { role } = input;
    const account = { id, name, email, emailVerified: false, role, createdAt: now, updatedAt: now };
    await writeWithEmail(em, { email, ownId: null }, () => em.insert(ConsoleAccount, account));
    return linkTo(context, em, await findAccount(em, id));
  }

  @Allow('admin')
  @Audit(accountSubject)
  @Mutation(() => SignInLink, {
    description:
      'Makes a one-time link to an account, for its owner who has lost the password. Earlier links of it end. CONFLICT for an account of the identity provider.',
  })
  async createSignInLink(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The account.' }) id: string,
  ): Promise<SignInLink> {
    const em = context.em();
    const account = await findAccount(em, id);
    await refuseProviders(em, account, 'Its owner signs in there.');
    return linkTo(context, em, account);
  }

  @Allow('admin')
  @Audit(accountSubject)
  @Mutation(() => AccountObject, {
    description:
      'Gives an account another role, or none. Its open connections are closed within 5 s. CONFLICT for your own account and for one of the identity provider, whose claim sets the role.',
  })
  async setAccountRole(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The account.' }) id: string,
    @Arg('role', () => ConsoleRoleEnum, {
      nullable: true,
      description: 'What they may do; null for nothing.',
    })
    role?: ConsoleRole | null,
  ): Promise<AccountObject> {
    const em = context.em();
    const account = await findAccount(em, id);
    refuseOwn(context, account);
    await refuseProviders(em, account, 'Change its roles there; they count from the next sign-in.');
    await em.nativeUpdate(ConsoleAccount, { id }, { role: role ?? null, updatedAt: context.now() });
    return new AccountObject({ ...account, role: role ?? null });
  }

  @Allow('admin')
  @Audit(accountSubject)
  @Mutation(() => AccountObject, {
    description:
      'Removes an account and signs it out. What it did stays in the audit. CONFLICT for your own account.',
  })
  async removeAccount(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The account.' }) id: string,
  ): Promise<AccountObject> {
    const em = context.em();
    const account = await findAccount(em, id);
    refuseOwn(context, account);
    await em.nativeDelete(ConsoleAccount, { id });
    return new AccountObject(account);
  }

  @FieldResolver(() => [SignInMethodEnum], {
    description: 'How its owner can sign in; empty until a password is set.',
  })
  async methods(@Ctx() { loaders }: Context, @Root() { id }: AccountObject): Promise<SignInMethod[]> {
    return (await loaders.credentialsOf.load(id)).map(({ providerId }) =>
      providerId === 'oidc' ? 'oidc' : 'password',
    );
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: 'When somebody last signed in to it; null when nobody has.',
  })
  lastSignInAt(@Ctx() { loaders }: Context, @Root() { id }: AccountObject): Promise<Temporal.Instant | null> {
    return loaders.lastSignIn.load(id);
  }
}

async function findAccount(em: EntityManager, id: string): Promise<ConsoleAccount> {
  const account = canExist(id) ? await em.findOne(ConsoleAccount, { id }) : null;
  if (account) return account;
  throw notFound(`There is no account ${JSON.stringify(id)}: see the query accounts.`);
}

/** Whoever takes away their own rights may be the last who had them. */
function refuseOwn({ viewer }: Context, { id }: ConsoleAccount): void {
  if (viewer.kind === 'person' && viewer.id === id) {
    throw new InputProblem('CONFLICT', 'This is your own account: ask another administrator.');
  }
}

async function refuseProviders(
  em: EntityManager,
  { id, name }: ConsoleAccount,
  remedy: string,
): Promise<void> {
  if ((await em.count(ConsoleCredential, { account: { id }, providerId: 'oidc' })) === 0) return;
  throw new InputProblem('CONFLICT', `The account of ${name} is kept by the identity provider. ${remedy}`);
}

async function linkTo(
  { services }: Context,
  em: EntityManager,
  account: ConsoleAccount,
): Promise<SignInLink> {
  await endSignInLinks(em, account.id);
  const token = await createSignInLink(em, account.id);
  return { account: new AccountObject(account), url: `${services.consoleUrl()}/sign-in#link=${token}` };
}
