import { useEffect, useRef, useState } from 'preact/hooks';

/** What was read for a key: the last value stays until the next one is there. */
export interface Resource<T> {
  /** `undefined` until it was read for the first time, and for another `identity`. */
  readonly value: T | undefined;
  readonly error: string | undefined;
  readonly isLoading: boolean;
}

/**
 * Reads again whenever `key` changes. One request at a time: a change during a request is read after it, so that a busy app does not
 * starve the page by cancelling its requests.
 *
 * @param identity what the value is of; under another one an old value is not shown
 * @param key with a revision, where the same is to be read again
 */
export function useResource<T>(identity: string, key: string, load: (signal: AbortSignal) => Promise<T>): Resource<T> {
  const [state, setState] = useState<Resource<T> & { readonly identity: string }>(nothing(identity));
  const running = useRef<{ identity: string; abort: AbortController } | undefined>(undefined);
  const wanted = useRef(key);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    wanted.current = key;
    if (running.current?.identity === identity) return;
    running.current?.abort.abort();
    setState((before) => ({ ...(before.identity === identity ? before : nothing<T>(identity)), isLoading: true }));
    const run = { identity, abort: new AbortController() };
    running.current = run;
    const next = async (): Promise<void> => {
      const asked = wanted.current;
      const outcome = await settled(latest.current(run.abort.signal));
      if (running.current !== run) return;
      const isLoading = asked !== wanted.current;
      setState((before) => ({ identity, isLoading, value: outcome.value ?? before.value, error: outcome.error }));
      if (isLoading) return next();
      running.current = undefined;
    };
    void next();
  }, [identity, key]);

  useEffect(
    () => () => {
      running.current?.abort.abort();
      running.current = undefined;
    },
    [],
  );
  return state.identity === identity ? state : nothing(identity);
}

const nothing = <T>(identity: string): Resource<T> & { readonly identity: string } => ({
  identity,
  value: undefined,
  error: undefined,
  isLoading: true,
});

const settled = <T>(promise: Promise<T>): Promise<{ readonly value?: T; readonly error: string | undefined }> =>
  promise.then(
    (value) => ({ value, error: undefined }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
