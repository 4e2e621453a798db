import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

/** The project's folder, whether the code runs from its source or from dist/. */
export const projectRoot = dirname(findPackageJSON(import.meta.url) ?? process.cwd());
