import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { lockName, unreadyLockName } from './directory';
import { withOpenFile } from './open-file';

const isWindows = process.platform === 'win32';
/** Length that the address of a socket may have on every system. Node cuts longer ones without an error. */
const maxAddressBytes = 100;

/**
 * The name under which a process writes its files, and the proof that it runs: a socket on which it listens. The system
 * closes the socket however the process ends; and unlike a process id, it means the same in every container that uses
 * the directory.
 */
export class OwnerLock {
  readonly owner = randomBytes(8).toString('hex');
  readonly #directory: string;
  #server: Server | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Must be called before a file is written under the name, and again when the directory may have been emptied.
   * @throws the system's error if the socket cannot be opened
   */
  acquire(): void {
    const lock = join(this.#directory, lockName(this.owner));
    if (this.#server !== undefined && (isWindows || existsSync(lock))) return;
    this.#server?.close();
    // Under its final name from the moment it is listened to: before, it would look like the lock of a dead process.
    const unready = unreadyLockName(this.owner);
    this.#server = withAddress(this.#directory, unready, listen);
    if (!isWindows) renameSync(join(this.#directory, unready), lock);
  }

  /** From now on another process may adopt what was written under the name. */
  release(): void {
    this.#server?.close();
    this.#server = undefined;
    if (!isWindows) rmSync(join(this.#directory, lockName(this.owner)), { force: true });
  }
}

/**
 * Whether the process still runs that writes under this name; in doubt, it does. The final name is tried last, since
 * the lock may be renamed to it meanwhile.
 */
export async function isRunning(directory: string, owner: string): Promise<boolean> {
  try {
    return (await answers(directory, unreadyLockName(owner))) || (await answers(directory, lockName(owner)));
  } catch {
    return true;
  }
}

const answers = (directory: string, lock: string): Promise<boolean> => withAddress(directory, lock, isListenedTo);

const isListenedTo = (address: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT'));
  });

function listen(path: string): Server {
  const server = createServer((socket) => socket.destroy());
  server.on('error', () => undefined); // it comes too late; `listening` below shows a failure at once
  // Exclusive: otherwise a cluster's primary would listen in place of its workers, and outlive them.
  server.listen({ path, exclusive: true }).unref();
  if (server.listening) return server;
  if (!isWindows) {
    closeSync(openSync(path, 'wx')); // throws the reason, unless only sockets are not possible here
    rmSync(path);
  }
  throw Object.assign(new Error('no sockets'), { code: 'it takes no sockets' });
}

/** Calls `use` with an address that the system accepts: a pipe's on Windows, a short one for long paths on Linux. */
function withAddress<T>(directory: string, lock: string, use: (address: string) => T): T {
  if (isWindows) {
    const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16);
    return use(`\\\\.\\pipe\\honeyhive-${hash}-${lock.slice(0, 16)}`);
  }
  const address = join(directory, lock);
  if (Buffer.byteLength(address) <= maxAddressBytes) return use(address);
  if (process.platform !== 'linux') throw Object.assign(new Error('too long'), { code: 'ENAMETOOLONG' });
  // The descriptor is only needed until the socket is bound or connected, which happens at once.
  return withOpenFile(directory, 'r', (descriptor) => use(`/proc/self/fd/${descriptor}/${lock}`));
}
