import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const { ok, problem, skipped } = findingsOf('options-file');

/** Whether the file of options can be used, and which options it gives. Their values are not said. */
export function checkOptionsFile({ file }: Pick<Setting, 'file'>): Finding {
  if (file === undefined) return skipped('HH_CONFIG is not set.');
  const { path, options, problem: reason } = file;
  if (reason !== undefined) {
    const name = path === '' ? 'The file of HH_CONFIG' : path;
    return problem(
      `${name} is not used, so records are sent without content: ${reason}`,
      'Correct HH_CONFIG or the file.',
    );
  }
  const names = Object.keys(options);
  return ok(`${path} has ${names.length === 0 ? 'no options' : names.join(', ')}.`);
}
