import { createHash, randomBytes } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';
import { guarded } from '../../runtime/guarded';
import { errorCode } from '../error-code';
import { type Directory, lockName, unreadyLockName } from './directory';
import { closeFile, type Disk, exists, removeFile, withOpenFile } from './disk';

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
  readonly #directory: Directory;
  #server: Server | undefined;

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /**
   * Must be called before a file is written under the name, and again when the directory may have been emptied.
   * @throws the system's error if the socket cannot be opened
   */
  acquire(): void {
    const { disk } = this.#directory;
    const lock = this.#directory.pathOf(lockName(this.owner));
    if (this.#server !== undefined && (isWindows || exists(disk, lock))) return;
    this.#server?.close();
    this.#server = undefined;
    // Under its final name from the moment it is listened to: before, it would look like the lock of a dead process.
    const unready = unreadyLockName(this.owner);
    if (!isWindows) guarded(() => removeFile(disk, this.#directory.pathOf(unready))); // which a failure may have left
    this.#server = withAddress(this.#directory, unready, (address) => listen(disk, address));
    if (!isWindows) disk.renameSync(this.#directory.pathOf(unready), lock);
  }

  /** From now on another process may adopt what was written under the name. */
  release(): void {
    this.#server?.close();
    this.#server = undefined;
    if (!isWindows) removeFile(this.#directory.disk, this.#directory.pathOf(lockName(this.owner)));
  }
}

/** Of the process that writes under a name: whether it runs. `unknown`: it could not be found out just now. */
export type Life = 'running' | 'dead' | 'unknown';

/** Never rejects. The final name is tried last, since the lock may be renamed to it meanwhile. */
export async function lifeOf(owner: string, directory: Directory): Promise<Life> {
  try {
    const unready = await withAddress(directory, unreadyLockName(owner), lifeAt);
    return unready === 'dead' ? await withAddress(directory, lockName(owner), lifeAt) : unready;
  } catch {
    return 'unknown';
  }
}

const lifeAt = (address: string): Promise<Life> =>
  new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve('running');
    });
    socket.once('error', (error) => resolve(lives[errorCode(error)] ?? 'unknown'));
  });

/** By the error of a connection. `EAGAIN`: so many have asked that a process that is stopped takes no more. */
const lives: Readonly<Record<string, Life>> = { ECONNREFUSED: 'dead', ENOENT: 'dead', EAGAIN: 'running' };

function listen(disk: Disk, path: string): Server {
  const server = createServer((socket) => socket.destroy());
  server.on('error', () => undefined); // it comes too late; `listening` below shows a failure at once
  // Exclusive: otherwise a cluster's primary would listen in place of its workers, and outlive them.
  server.listen({ path, exclusive: true }).unref();
  if (server.listening) return server;
  if (!isWindows) {
    closeFile(disk, disk.openSync(path, 'wx')); // throws the reason, unless only sockets are not possible here
    removeFile(disk, path);
  }
  throw Object.assign(new Error('no sockets'), { code: 'it takes no sockets' });
}

/** Calls `use` with an address that the system accepts: a pipe's on Windows, a short one for long paths on Linux. */
function withAddress<T>(directory: Directory, lock: string, use: (address: string) => T): T {
  if (isWindows) {
    const hash = createHash('sha256').update(directory.path).digest('hex').slice(0, 16);
    return use(`\\\\.\\pipe\\honeyhive-${hash}-${lock.slice(0, 16)}`);
  }
  const address = directory.pathOf(lock);
  if (Buffer.byteLength(address) <= maxAddressBytes) return use(address);
  if (process.platform !== 'linux') throw Object.assign(new Error('too long'), { code: 'ENAMETOOLONG' });
  // The descriptor is only needed until the socket is bound or connected, which happens at once.
  return withOpenFile(directory.disk, directory.path, 'r', (descriptor) => use(`/proc/self/fd/${descriptor}/${lock}`));
}
