import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { guarded } from '../../runtime/guarded';

/** Any shape of Lambda handler: with a promise, with a callback, or with a stream. */
type Handler = (...args: readonly unknown[]) => unknown;
type Answering = (...outcome: readonly unknown[]) => void;
/** How a handler answers by its context, as before there were callbacks; up to Node 22. */
const contextCallbacks = ['succeed', 'fail', 'done'] as const;

/** Runs the handler for an event. */
export type RunFor = <Result>(event: unknown, run: () => Result) => Result;

interface Invocations {
  /** As configured: `folder/file.export`. */
  readonly handler: string;
  readonly taskRoot: string;
  readonly flush: () => Promise<void>;
  readonly runFor: RunFor;
  readonly timeoutMs: () => number;
}
let invocations: Invocations | undefined;
const noInvocations: Invocations = {
  handler: '',
  taskRoot: '',
  flush: async () => {},
  runFor: (_event, run) => run(),
  timeoutMs: () => 0,
};

/** A flush always leaves the function this much of its time to answer. */
const answerMs = 500;

/** Keeps the handler's name while ours stands in its place, also for the threads that the runtime may start. */
const original = 'HH_LAMBDA_HANDLER';

/**
 * Has Lambda's runtime load our handler, which wraps the app's. The runtime reads its name from the environment, after the
 * preloads have run; the call that it then waits for is all that it has in common over its versions.
 * @param timeoutMs that a flush takes at most
 */
export function wrapLambdaHandler(
  env: NodeJS.ProcessEnv,
  flush: () => Promise<void>,
  runFor: RunFor,
  timeoutMs: () => number,
): void {
  const { LAMBDA_TASK_ROOT: taskRoot, [original]: kept, _HANDLER: handler = kept } = env;
  // Vercel's functions have a launcher of their own, and `waitUntil`.
  if (handler === undefined || taskRoot === undefined || env['VERCEL'] !== undefined) return;
  // Names that the runtime refuses are for it to refuse.
  if (handler.includes('..') || !basename(handler).includes('.')) return;
  // Not there if a bundler took this file without its neighbour.
  const ours = guarded(() => require.resolve('./lambda-handler.mjs'));
  // The runtime refuses such a path.
  if (typeof ours !== 'string' || ours.includes('..')) return;
  invocations = { handler: kept ?? handler, taskRoot, flush, runFor, timeoutMs };
  env[original] = kept ?? handler;
  // When other preloads have read the name: some wait for the module that it names. The runtime, a module, comes later; a tick
  // would be too late for it after an `--import`.
  queueMicrotask(() => {
    env['_HANDLER'] = ours.replace(/mjs$/, 'handler');
  });
}

/** The app's handler, which answers once what it has recorded is sent. Fails as the runtime itself would without us. */
export async function loadHandler(): Promise<unknown> {
  const { handler: name, taskRoot, ...around } = invocations ?? noInvocations;
  process.env['_HANDLER'] = name;
  delete process.env[original];
  const [file = '', ...path] = basename(name).split('.');
  const folder = resolve(taskRoot, name.slice(0, name.length - basename(name).length));
  // The app's own `require`, since bundlers follow ours.
  const appRequire = createRequire(resolve(taskRoot, 'runtime.js'));
  const loaded = await load(resolveModule(file, folder, taskRoot, appRequire.resolve), appRequire);
  const handler = memberOf(loaded, path) ?? memberOf(memberOf(loaded, ['default']), path);
  if (typeof handler === 'function') return flushing(handler as Handler, around);
  throw Object.assign(new Error(`${name} is undefined or not exported`), { name: 'Runtime.HandlerNotFound' });
}

/** @throws what Node throws of a module that it does not find */
function resolveModule(file: string, folder: string, taskRoot: string, find: NodeJS.RequireResolve): string {
  for (const extension of ['', '.mjs', '.cjs']) {
    const found = guarded(() => find(resolve(folder, `${file}${extension}`)));
    if (found !== undefined) return found;
  }
  return find(file, { paths: [taskRoot, folder] });
}

/**
 * By `require` what can be: up to Node 22 the runtime does so, and it is where other instrumentations wait for the handler's
 * module. Imported, CommonJS has no `module.parent`, and another `default`.
 */
async function load(file: string, appRequire: NodeJS.Require): Promise<unknown> {
  if (!isModule(file, appRequire)) {
    try {
      return appRequire(file) as unknown;
    } catch (error) {
      const { code } = Object(error) as { readonly code?: unknown };
      if (code !== 'ERR_REQUIRE_ESM' && code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error;
    }
  }
  return import(/* webpackIgnore: true */ /* turbopackIgnore: true */ pathToFileURL(file).href) as Promise<unknown>;
}

/** As Node decides it: by the nearest package.json. */
function isModule(file: string, appRequire: NodeJS.Require): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = guarded(() => appRequire(join(folder, 'package.json')) as { readonly type?: unknown });
    if (found !== undefined || folder === dirname(folder)) return found?.type === 'module';
  }
}

const memberOf = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined | null)?.[key], value);

/** A proxy, since the runtime reads the handler's `length` and the marks that streaming leaves on it. */
function flushing(handler: Handler, { flush, runFor, timeoutMs }: Omit<Invocations, 'handler' | 'taskRoot'>): Handler {
  return new Proxy(handler, {
    apply(target, self, args: readonly unknown[]) {
      const sent = (): Promise<unknown> => {
        const time = new AbortController();
        const deadline = delay(Math.min(timeoutMs(), timeLeft(args)), undefined, { signal: time.signal }).catch(
          () => {},
        );
        return Promise.race([flush().catch(() => {}), deadline]).finally(() => time.abort());
      };
      const afterwards =
        (answer: Answering): Answering =>
        (...outcome) =>
          void sent().then(() => Reflect.apply(answer, undefined, outcome));
      for (const way of contextCallbacks) {
        const context = Object(args[1]) as Record<string, Answering | undefined>;
        const own = context[way];
        if (typeof own === 'function') guarded(() => Object.assign(context, { [way]: afterwards(own) }));
      }
      const passed = args.map((argument, place) =>
        place === 2 && typeof argument === 'function' ? afterwards(argument as Answering) : argument,
      );
      const answer: unknown = runFor(args[0], () => Reflect.apply(target, self, passed));
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
    if (typeof left === 'number') return Math.max(0, left - answerMs);
  }
  return Number.POSITIVE_INFINITY;
}
