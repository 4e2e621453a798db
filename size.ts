import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// What `size-limit` measures: the JavaScript that a browser loads before it shows the task list, and nothing that
// comes later. Each file is measured as it is sent.
const folder = join(import.meta.dirname, 'dist/client');
/** The script of index.html, and what it asks for at once on the first page. */
const firstLoaded = ['index.html', 'app/console.tsx', 'features/task-list/task-list.page.tsx'];

interface Chunk {
  file: string;
  /** Keys of chunks that it cannot do without. */
  imports?: string[];
}

const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

const files = new Set<string>();

/** Adds the file of a chunk and of all that it imports. */
function addChunk(key: string): void {
  const chunk = manifest[key];
  if (!chunk)
    throw new Error(`The build has no chunk for ${key}: name what the first page loads in size.ts.`);
  const path = join(folder, chunk.file);
  if (files.has(path)) return;
  files.add(path);
  chunk.imports?.forEach(addChunk);
}

firstLoaded.forEach(addChunk);

export default [
  { name: 'JavaScript of the first page, gzipped', path: [...files], limit: '220 kB', gzip: true },
];
