import type { Fsync } from '../../../src/delivery/spool/segment-set';
import { delivered, type RigOptions, rig, type Server, script } from '../rig';
import { crashed, removeDirectories, spoolIn } from './log-files';

const ends: (() => unknown)[] = [];

/** Ends what a test has started, the last first, and removes its directories. */
export async function endAll(): Promise<void> {
  for (const end of ends.splice(0).reverse()) await end();
  removeDirectories();
}

export const atEnd = (end: () => unknown): void => void ends.push(end);

/** An outbox with a spool in that directory. */
export function spooling(
  directory: string,
  server: Server,
  { fsync = 'none', ...options }: RigOptions & { readonly fsync?: Fsync } = {},
  maxBytes?: number,
) {
  const one = rig(server, { ...options, spool: { ...spoolIn(directory, maxBytes), fsync } });
  ends.push(async () => {
    const end = one.outbox.shutdown(0);
    await one.clock.pass(1);
    await end;
  });
  return one;
}

/** An outbox that starts after a crash of the writers of this directory, once it has delivered all that it finds. */
export async function nextStart(directory: string, server: Server = script(delivered)) {
  const next = spooling(crashed(directory), server);
  await next.spool?.firstLook;
  let isDone = false;
  void next.outbox.flush(60_000).then(() => {
    isDone = true;
  });
  while (!isDone) await next.clock.pass(1);
  return next;
}
