import { isMainThread } from 'node:worker_threads';

type Flush = () => Promise<void>;

/** Lambda freezes a process when it has answered, and a worker thread can be terminated: no event announces either. */
export const mayEndUnannounced = (env: NodeJS.ProcessEnv): boolean =>
  env['AWS_LAMBDA_FUNCTION_NAME'] !== undefined || !isMainThread;

/** Where Vercel keeps the request that is being answered. */
const requestContext = Symbol.for('@vercel/request-context');

interface VercelContext {
  /** Keeps the function awake, also after its answer, until the promise is settled. */
  readonly waitUntil?: (promise: Promise<void>) => void;
}

/**
 * To be called as a model call begins, while the request that it belongs to is known. What it returns is to be called as the call
 * ends: once the call is recorded, it is sent, and then the function may be frozen.
 * @param flush bounded
 * @param sendsAtOnce whether records are sent at once, wherever the process runs
 */
export function stayAwake(
  flush: Flush,
  sendsAtOnce: boolean,
): ((recorded: Promise<void>) => Promise<void>) | undefined {
  const context = (globalThis as { [requestContext]?: { get?: () => VercelContext | undefined } })[
    requestContext
  ]?.get?.();
  if (context?.waitUntil === undefined) {
    return sendsAtOnce ? (recorded) => recorded.then(flush).catch(() => {}) : undefined;
  }
  let sent = (): void => {};
  context.waitUntil(
    new Promise((resolve) => {
      sent = resolve;
    }),
  );
  return (recorded) => recorded.then(flush).then(sent, sent);
}
