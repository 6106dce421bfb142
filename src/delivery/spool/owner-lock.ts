import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { lockName, unreadyLockName } from './directory';

const isWindows = process.platform === 'win32';
/** What the address of a socket may hold, on every system. Node cuts longer ones off and says nothing. */
const maxAddressBytes = 100;

/**
 * The name that a process writes under, and the proof that it lives: a socket that it listens to. The system closes it with the
 * process, however that ends; and unlike a process id, it means the same in every container that sees the directory.
 */
export class Ownership {
  readonly name = randomBytes(8).toString('hex');
  readonly #directory: string;
  #server: Server | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Must be called before anything is written under the name, and again if the directory may have been emptied meanwhile.
   * @throws if it cannot be proven that this process lives
   */
  claim(): void {
    const lock = join(this.#directory, lockName(this.name));
    if (this.#server !== undefined && (isWindows || existsSync(lock))) return;
    this.#server?.close();
    // Nobody takes it for the lock of the dead before it is listened to: it gets that name only then.
    const unready = unreadyLockName(this.name);
    this.#server = withAddress(this.#directory, unready, listen);
    if (!isWindows) renameSync(join(this.#directory, unready), lock);
  }

  /** From now on whoever comes adopts what was written under the name. */
  release(): void {
    this.#server?.close();
    this.#server = undefined;
    if (!isWindows) rmSync(join(this.#directory, lockName(this.name)), { force: true });
  }
}

/**
 * Whether the process still runs that writes under this name. In doubt it does. The lock is asked last, since it may just be
 * getting its name.
 */
export async function isAlive(directory: string, owner: string): Promise<boolean> {
  try {
    return (await answers(directory, unreadyLockName(owner))) || (await answers(directory, lockName(owner)));
  } catch {
    return true;
  }
}

function answers(directory: string, lock: string): Promise<boolean> {
  return withAddress(
    directory,
    lock,
    (address) =>
      new Promise((resolve) => {
        const socket = connect(address);
        socket.once('connect', () => {
          socket.destroy();
          resolve(true);
        });
        socket.once('error', ({ code }: NodeJS.ErrnoException) =>
          resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'),
        );
      }),
  );
}

function listen(path: string): Server {
  const server = createServer((socket) => socket.destroy());
  server.on('error', () => undefined); // told too late to be of use
  // Exclusive: the primary of a cluster would listen in its workers' place, and outlive them.
  server.listen({ path, exclusive: true }).unref();
  if (server.listening) return server;
  if (!isWindows) {
    closeSync(openSync(path, 'wx')); // fails for the same reason, if it is none of sockets only
    rmSync(path);
  }
  throw Object.assign(new Error('no sockets'), { code: 'it takes no sockets' });
}

/** Calls `use` with an address that the system takes: of a pipe on Windows, on Linux also in directories with long names. */
function withAddress<T>(directory: string, lock: string, use: (address: string) => T): T {
  if (isWindows) {
    const place = createHash('sha256').update(directory).digest('hex').slice(0, 16);
    return use(`\\\\.\\pipe\\honeyhive-${place}-${lock.slice(0, 16)}`);
  }
  const address = join(directory, lock);
  if (Buffer.byteLength(address) <= maxAddressBytes) return use(address);
  if (process.platform !== 'linux') throw Object.assign(new Error('too long'), { code: 'ENAMETOOLONG' });
  const descriptor = openSync(directory, 'r');
  try {
    return use(`/proc/self/fd/${descriptor}/${lock}`); // bound or connected at once
  } finally {
    closeSync(descriptor);
  }
}
