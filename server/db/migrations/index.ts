import { Migration20261125001608_initial } from './Migration20261125001608_initial.ts';

/** Migrations in order, spelled out so that no folder is searched at start. */
export const migrations = [Migration20261125001608_initial].map((migration) => ({
  name: migration.name,
  class: migration,
}));
