import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** The project's folder, whether the code runs from its source or from dist/. */
export const projectRoot = dirname(findPackageJSON(import.meta.url) ?? process.cwd());

/** The program's version. */
export const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
};
