import { Migration20261125001608_initial } from './Migration20261125001608_initial.ts';
import { Migration20261125031531_fleet } from './Migration20261125031531_fleet.ts';
import { Migration20261125085106_submissions_reviews_projects } from './Migration20261125085106_submissions_reviews_projects.ts';
import { Migration20261125115538_access } from './Migration20261125115538_access.ts';

/** Migrations in order, spelled out so that no folder is searched at start. */
export const migrations = [
  Migration20261125001608_initial,
  Migration20261125031531_fleet,
  Migration20261125085106_submissions_reviews_projects,
  Migration20261125115538_access,
].map((migration) => ({
  name: migration.name,
  class: migration,
}));
