import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A secret that all nodes share and none was given. */
@Entity({ tableName: 'server_secret' })
export class ServerSecret {
  @PrimaryKey({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  value!: string;
}

/** Tries of late, by address and by client: shared by all nodes, so that no guesser gets more of them from each. */
@Entity({ tableName: 'sign_in_limit' })
export class SignInLimit {
  @PrimaryKey({ type: 'varchar(255)' })
  key!: string;

  @Property({ type: 'integer', default: 0 })
  points!: number;

  /** Milliseconds since 1970. */
  @Property({ type: 'bigint', nullable: true })
  expire!: string | null;
}
