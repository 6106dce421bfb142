import { createRequire } from 'node:module';
import { basename, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { guarded } from './guarded';

/** Any shape of Lambda handler: with a promise, with a callback, or with a stream. */
type Handler = (...args: readonly unknown[]) => unknown;

interface Invocations {
  /** As configured: `folder/file.export`. */
  readonly handler: string;
  readonly taskRoot: string;
  readonly flush: () => Promise<void>;
}
let invocations: Invocations | undefined;

/** A flush takes so long at most, and always leaves the function this much of its time to answer. */
const patienceMs = 3000;
const answerMs = 500;

/** Keeps the handler's name while ours stands in its place, also for the threads that the runtime may start. */
const original = 'HH_LAMBDA_HANDLER';

/**
 * Has Lambda's runtime load our handler, which wraps the app's. The runtime reads its name from the environment, after the
 * preloads have run; the call that it then waits for is all that it has in common over its versions.
 */
export function holdInvocations(env: NodeJS.ProcessEnv, flush: () => Promise<void>): void {
  const { LAMBDA_TASK_ROOT: taskRoot, [original]: kept, _HANDLER: handler = kept } = env;
  // Vercel's functions have a launcher of their own, and `waitUntil`.
  if (handler === undefined || taskRoot === undefined || env['VERCEL'] !== undefined) return;
  // Not there if a bundler took this file without its neighbour.
  const ours = guarded(() => require.resolve('./lambda-handler.mjs'));
  // The runtime refuses such a path.
  if (typeof ours !== 'string' || ours.includes('..')) return;
  invocations = { handler: kept ?? handler, taskRoot, flush };
  env[original] = kept ?? handler;
  env['_HANDLER'] = ours.replace(/mjs$/, 'handler');
}

/** The app's handler, which answers once what it has recorded is sent. Fails as the runtime itself would without us. */
export async function loadHandler(): Promise<unknown> {
  const { handler: name, taskRoot, flush } = invocations ?? { handler: '', taskRoot: '', flush: async () => {} };
  process.env['_HANDLER'] = name;
  delete process.env[original];
  const [file = '', ...path] = basename(name).split('.');
  const folder = resolve(taskRoot, name.slice(0, name.length - basename(name).length));
  const url = pathToFileURL(resolveModule(file, folder, taskRoot)).href;
  const loaded: unknown = await import(/* webpackIgnore: true */ /* turbopackIgnore: true */ url);
  const handler = memberOf(loaded, path) ?? memberOf(memberOf(loaded, ['default']), path);
  if (typeof handler === 'function') return held(handler as Handler, flush);
  throw Object.assign(new Error(`${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
}

/**
 * Through a `require` of the app's own, since bundlers follow ours.
 * @throws what Node throws of a module that it does not find
 */
function resolveModule(file: string, folder: string, taskRoot: string): string {
  const { resolve: find } = createRequire(resolve(taskRoot, 'runtime.js'));
  for (const extension of ['', '.mjs', '.cjs']) {
    const found = guarded(() => find(resolve(folder, `${file}${extension}`)));
    if (found !== undefined) return found;
  }
  return find(file, { paths: [taskRoot, folder] });
}

const memberOf = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined | null)?.[key], value);

/** A proxy, since the runtime reads the handler's `length` and the marks that streaming leaves on it. */
function held(handler: Handler, flush: () => Promise<void>): Handler {
  return new Proxy(handler, {
    apply(target, self, args: readonly unknown[]) {
      const sent = (): Promise<unknown> => {
        const time = new AbortController();
        const deadline = delay(timeLeft(args), undefined, { signal: time.signal }).catch(() => {});
        return Promise.race([flush().catch(() => {}), deadline]).finally(() => time.abort());
      };
      const passed = args.map((argument, place) =>
        place === 2 && typeof argument === 'function'
          ? (...outcome: readonly unknown[]) => void sent().then(() => Reflect.apply(argument, undefined, outcome))
          : argument,
      );
      const answer: unknown = Reflect.apply(target, self, passed);
      return isPromise(answer) ? Promise.resolve(answer).finally(sent) : answer;
    },
  });
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as Partial<PromiseLike<unknown>> | undefined | null)?.then === 'function';

/** The context is the second argument, or the third where the second is a stream. */
function timeLeft(args: readonly unknown[]): number {
  for (const argument of args.slice(1)) {
    const left = (argument as { getRemainingTimeInMillis?: () => number } | undefined)?.getRemainingTimeInMillis?.();
    if (typeof left === 'number') return Math.max(0, Math.min(patienceMs, left - answerMs));
  }
  return patienceMs;
}
