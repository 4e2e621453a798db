import { Migration20261124235819_initial } from './Migration20261124235819_initial.ts';

/** Migrations in order, spelled out so that no folder is searched at start. */
export const migrations = [Migration20261124235819_initial].map((migration) => ({
  name: migration.name,
  class: migration,
}));
