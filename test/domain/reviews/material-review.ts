import type { MikroORM } from '@mikro-orm/postgresql';
import { Material } from '../../../server/domain/projects/material.entity.ts';
import { Project } from '../../../server/domain/projects/project.entity.ts';
import { Review } from '../../../server/domain/reviews/review.entity.ts';
import { aCycle, aProject, aReviewType } from '../support/world.ts';

/** A safety review of what a project brings, with the code and title that messages tell it by. */
export async function aMaterialReview(
  orm: MikroORM,
  row: Partial<Record<keyof Review, unknown>>,
): Promise<{ id: string; code: string; title: string }> {
  const cycle = await aCycle(orm);
  const project = await aProject(orm, { cycle });
  const em = orm.em.fork();
  const code = `MATERIAL-${project}`;
  const material = await em.insert(Material, { code, project });
  const type = await aReviewType(orm, { kind: 'SAFETY', role: 'safety' });
  const id = await em.insert(Review, { material, cycle, type, ...row } as never);
  const { title } = await em.findOneOrFail(Project, project);
  return { id: String(id), code, title };
}
