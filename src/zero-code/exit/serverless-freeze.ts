import { isMainThread } from 'node:worker_threads';

type Flush = () => Promise<void>;

/** Lambda freezes a process when it has answered, and a worker thread can be terminated: no event tells of either. */
export const endsUnannounced = (env: NodeJS.ProcessEnv): boolean =>
  env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined || !isMainThread;

/** Where Vercel keeps the request that is being answered. */
const requestContext = Symbol.for('@vercel/request-context');

interface VercelContext {
  /** Keeps the function awake, also after its answer, until the promise is settled. */
  readonly waitUntil?: (promise: Promise<void>) => void;
}

/**
 * To be called as a model call begins, while the request that it belongs to is known. The answer is to be called as the call
 * ends: once it is recorded, it is sent, and the function may rest.
 * @param flush bounded
 * @param hurries whether records are sent at once, wherever the process runs
 */
export function stayAwake(flush: Flush, hurries: boolean): ((recorded: Promise<void>) => Promise<void>) | undefined {
  const context = (globalThis as { [requestContext]?: { get?: () => VercelContext | undefined } })[
    requestContext
  ]?.get?.();
  if (context?.waitUntil === undefined) {
    return hurries ? (recorded) => recorded.then(flush).catch(() => {}) : undefined;
  }
  let rest = (): void => {};
  context.waitUntil(
    new Promise((resolve) => {
      rest = resolve;
    }),
  );
  return (recorded) => recorded.then(flush).then(rest, rest);
}
