import type { Fault, ScriptEntry } from './fault';
import { faultHelp, faultNamed } from './fault-name';

/** Keeps a mistyped number from filling the memory. */
const maxRepeats = 100_000;

/**
 * What `--fail` says: one fault for every request, such as `503`, or what happens to one request after the other, such as
 * `503*3, 429 retry-after=1, ok`. Behind the last entry all is well; `503*` goes on for ever.
 *
 * @throws an Error that says what cannot be read
 */
export function faultScript(text: string): readonly ScriptEntry[] {
  const entries = text.split(',').map((entry) => entry.trim());
  const isOne = entries.length === 1 && !text.includes('*');
  return entries.flatMap((entry, index): readonly ScriptEntry[] => {
    const { fault, times } = parsed(entry);
    if (isOne) return [{ always: fault }];
    if (times !== 'always') return Array.from({ length: times }, () => fault);
    if (index < entries.length - 1) throw new Error(`"${entry}" goes on for ever, so it has to be the last of --fail.`);
    return [{ always: fault }];
  });
}

/** `name` or `name:argument`, a number of requests behind `*`, and, behind spaces, what else the response has. */
function parsed(entry: string): { readonly fault: Fault | 'ok'; readonly times: number | 'always' } {
  const [head = '', ...extras] = entry.split(/\s+/);
  const [name = '', ...times] = head.split('*');
  const repeats = times.length === 0 ? undefined : times.join('*');
  const fault = name === 'ok' ? {} : faultNamed(name);
  if (fault === undefined) {
    throw new Error(`There is no fault "${name}". --fail takes one of these, or several with commas:\n${faultHelp}`);
  }
  const whole = { ...fault, ...extrasOf(extras) };
  return { fault: Object.keys(whole).length === 0 ? 'ok' : whole, times: timesOf(repeats) };
}

function timesOf(repeats: string | undefined): number | 'always' {
  if (repeats === undefined) return 1;
  if (repeats === '') return 'always';
  const times = Number(repeats);
  if (/^\d+$/.test(repeats) && times <= maxRepeats) return times;
  throw new Error(`--fail repeats a fault a whole number of times, ${maxRepeats} at most, but not ${repeats} times.`);
}

function extrasOf(extras: readonly string[]): Fault {
  let fault: Fault = {};
  for (const extra of extras) {
    const [name, value = ''] = extra.split('=', 2);
    if (name === 'retry-after' && value !== '') fault = { ...fault, retryAfter: value };
    else if (name === 'slow' && /^\d{1,6}$/.test(value)) fault = { ...fault, delayMs: Number(value) };
    else throw new Error(`--fail cannot read "${extra}". It takes retry-after=<seconds> and slow=<milliseconds>.`);
  }
  return fault;
}
