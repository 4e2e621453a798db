import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Notification } from '../../domain/notifications/notification.entity.ts';
import { retryNotification } from '../../domain/notifications/retry-notification.ts';
import { NotFound } from '../../domain/errors.ts';
import { User } from '../../domain/people/user.entity.ts';
import type { Context } from '../context.ts';
import { byId, containing, given, isId, pageOf, textIs } from '../list.ts';
import type { Connection } from '../paging.ts';
import { namedLike } from '../people/named-like.ts';
import { PersonObject } from '../people/person.type.ts';
import { relatedOrNull } from '../related.ts';
import {
  NotificationConnection,
  NotificationObject,
  NotificationsArgs,
  RecipientObject,
} from './notification.type.ts';
import { Allow } from '../rules.ts';
import { Audit } from '../audit/audited.ts';
import { messageSubject } from '../audit/subjects.ts';

@Resolver(() => NotificationObject)
export class NotificationsResolver {
  @Allow('viewer')
  @Query(() => NotificationConnection, { description: 'Messages to people, newest first.' })
  notifications(
    @Ctx() context: Context,
    @Args() args: NotificationsArgs,
  ): Promise<Connection<NotificationObject>> {
    const { search, state, kind, level } = args;
    return pageOf(
      context,
      {
        entity: Notification,
        table: 'notification',
        conditions: [
          given(state, 'item.state = ?'),
          textIs(kind, 'item.kind = ?'),
          given(level, 'item.level = ?'),
          containing(search, searched),
        ],
        order: [{ column: 'queued_at', type: 'timestamptz', of: ({ queuedAt }) => queuedAt }, byId],
        direction: 'desc',
      },
      args,
      (notification) => new NotificationObject(notification),
    );
  }

  @Allow('viewer')
  @Query(() => NotificationObject, { nullable: true, description: 'One message; null when there is none.' })
  async notification(
    @Ctx() { loaders }: Context,
    @Arg('id', () => ID, { description: 'The message.' }) id: string,
  ): Promise<NotificationObject | null> {
    const record = isId(id) ? await loaders.record(Notification).load(id) : null;
    return record && new NotificationObject(record);
  }

  @Allow('operator')
  @Audit(messageSubject)
  @Mutation(() => NotificationObject, {
    description:
      'Puts a message that was given up back into the queue, to be tried for as long as a new one. CONFLICT for a message that was not given up.',
  })
  async retryNotification(
    @Ctx() context: Context,
    @Arg('id', () => ID, { description: 'The message.' }) id: string,
  ): Promise<NotificationObject> {
    if (!isId(id)) throw new NotFound('notification', id);
    return new NotificationObject(await retryNotification(context.em(), id, context.now()));
  }

  @FieldResolver(() => RecipientObject, {
    description: 'Who it is for; the address is the one that the person has now.',
  })
  async recipient(@Ctx() context: Context, @Root() { record }: NotificationObject): Promise<RecipientObject> {
    const person = await relatedOrNull(context, User, record.user, PersonObject);
    return person
      ? { name: person.name, address: person.email }
      : { name: null, address: record.email ?? '' };
  }
}

const searched = `lower(item.subject) like lower(?) or lower(item.email) like lower(?)
  or item.user_id in (${namedLike} or lower(email) like lower(?))`;
