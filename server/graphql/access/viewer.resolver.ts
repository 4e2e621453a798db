import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { longestPassword, shortestPassword } from '../../access/auth.ts';
import { ConsoleAccount } from '../../access/console-account.entity.ts';
import { changePassword } from '../../access/passwords.ts';
import type { Principal, SignInMethod } from '../../access/principal.ts';
import { Audit } from '../audit/audited.ts';
import { accountSubject } from '../audit/subjects.ts';
import type { Context } from '../context.ts';
import { badInput, InputProblem } from '../errors.ts';
import { Allow } from '../rules.ts';
import { checkEmail, checkName, writeWithEmail } from './account-input.ts';
import { SignInMethodEnum, Viewer } from './viewer.type.ts';

/** Who is asking, and what they may change of themselves. */
@Resolver()
export class ViewerResolver {
  @Allow('anyone')
  @Query(() => Viewer, { nullable: true, description: 'Who is asking; null when nobody is signed in.' })
  viewer(@Ctx() { principal }: Context): Viewer | null {
    return principal && toViewer(principal);
  }

  @Allow('anyone')
  @Query(() => [SignInMethodEnum], { description: 'The ways in that this installation offers.' })
  signInMethods(@Ctx() { services }: Context): SignInMethod[] {
    return services.access.methods;
  }

  @Allow('viewer')
  @Audit(accountSubject, ({ context }) => context.viewer.id)
  @Mutation(() => Viewer, {
    description:
      'Changes your own name and address. CONFLICT for a token, and when the identity provider has them.',
  })
  async updateProfile(
    @Ctx() context: Context,
    @Arg('name', () => String, { description: 'As it is to stand on runs and pauses; 1 to 100 characters.' })
    name: string,
    @Arg('email', () => String, { description: 'The address to sign in with.' }) email: string,
  ): Promise<Viewer> {
    const { viewer } = context;
    await refuseProviders(context);
    const changed = { name: checkName(name), email: checkEmail(email) };
    const em = context.em();
    await writeWithEmail(em, { email: changed.email, ownId: viewer.id }, () =>
      em.nativeUpdate(ConsoleAccount, { id: viewer.id }, changed),
    );
    return toViewer({ ...viewer, ...changed });
  }

  @Allow('viewer')
  @Audit(accountSubject, ({ context }) => context.viewer.id)
  @Mutation(() => Viewer, {
    description:
      'Sets your own password and signs you out everywhere else. The present one is not needed for ten minutes after you came in by a one-time link.',
  })
  async changePassword(
    @Ctx() context: Context,
    @Arg('password', () => String, {
      description: `The new one: ${shortestPassword} to ${longestPassword} characters.`,
    })
    password: string,
    @Arg('present', () => String, { nullable: true, description: 'The present one.' }) present?:
      | string
      | null,
  ): Promise<Viewer> {
    const { viewer, services } = context;
    await refuseProviders(context);
    if (password.length < shortestPassword || password.length > longestPassword) {
      throw badInput(
        'password',
        `password: use ${shortestPassword} to ${longestPassword} characters; a few words are easy to remember.`,
      );
    }
    const refused = await changePassword(services.access, context.em(), viewer, { password, present });
    if (refused) throw badInput('present', refused);
    return toViewer(viewer);
  }
}

const toViewer = ({ id, kind, name, email, role, session, expiresAt }: Principal): Viewer => ({
  id,
  kind,
  name,
  email,
  role,
  signedInBy: session?.signedInBy ?? null,
  expiresAt,
});

/** Tokens have no name to change here, and those of the identity provider are changed there. */
async function refuseProviders({ viewer }: Context): Promise<void> {
  if (viewer.session && viewer.session.signedInBy !== 'oidc') return;
  throw new InputProblem(
    'CONFLICT',
    viewer.session
      ? 'Your account is kept by the identity provider: change it there.'
      : 'A token has no account of its own: revoke it and make another.',
  );
}
