/** What `run` answers, or `undefined` if it fails: a mistake of ours, or an app's odd object, must not become its error. */
export function guarded<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
