/**
 * The result of `run`, or `undefined` if it throws: a mistake of ours, or an unusual object of the app, must not become an error of
 * the app.
 * @param onError must not throw
 */
export function guarded<Result>(run: () => Result, onError?: (error: unknown) => void): Result | undefined {
  try {
    return run();
  } catch (error) {
    onError?.(error);
    return undefined;
  }
}
