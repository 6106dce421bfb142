import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { optionTable } from '../../config/option-table';
import { isLoopback } from '../../delivery/http/api-key';
import { unquoted } from '../../runtime/unquoted';
import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const { ok, warning, problem } = findingsOf('key');

const ingestion = 'ingestion key';
const readOnly = 'read-only key';

/** By what HoneyHive's keys begin with, the longest first. */
const kinds: readonly (readonly [start: string, kind: string])[] = [
  ['hh_ingst_', ingestion],
  ['hh_fgdp_', 'fine-grained key'],
  ['hh_ro_', readOnly],
  ['hh_', 'project key'],
];
const ingestionKey = /^hh_ingst_[A-Za-z0-9]{24}_[\w-]{64}$/;
const placeholder =
  /[<>…]|\.\.\.|^x+$|^(?:hh_)?(?:your|my|the|insert|change|replace)[-_ ]?(?:own|api|project|honeyhive|key|me|this)/i;
const minLength = 12;

/** Whether there is a key that can be one. Says its length and its kind, and nothing that is in it. */
export function checkKey({ env, cwd, config, file }: Pick<Setting, 'env' | 'cwd' | 'config' | 'file'>): Finding {
  const own = file?.options.apiKey;
  if (typeof own === 'function') return ok('A function in the file of options gives it.');
  const given = optionTable.apiKey.env.filter((name) => unquoted(env[name] ?? '') !== '');
  const variable = own === undefined ? given[0] : 'apiKey in the file of options';
  if (variable === undefined) return missing(env, cwd);
  const key = unquoted(own ?? env[variable] ?? '');
  const what = `${variable} has ${key.length} character${key.length === 1 ? '' : 's'}`;
  const odd = oddIn(key);
  if (odd !== undefined) return problem(`${what}, ${odd} among them.`, `Copy the key again: set it to ${where}.`);
  if (isLocal(config.url)) return ok(`${what}. What listens on this machine takes any.`);
  if (placeholder.test(key)) return problem(`${what}, and looks like a placeholder.`, `Set it to ${where}.`);
  const kind = kinds.find(([start]) => key.startsWith(start))?.[1];
  if (kind === readOnly) return problem(`${what}: a ${kind}, which cannot store events.`, `Set it to ${where}.`);
  if (key.length < minLength || (kind === ingestion && !ingestionKey.test(key))) {
    return warning(`${what}: too few for ${kind ?? 'a key'}.`, `Copy the whole key: set it to ${where}.`);
  }
  const kindly = kind === undefined ? 'It begins as no key of HoneyHive does' : `It is a ${kind}`;
  const other = given.find((name) => unquoted(env[name] ?? '') !== key);
  if (other !== undefined) return warning(`${what}. ${kindly}. ${other} has another key, which is not used.`);
  return (kind === undefined ? warning : ok)(`${what}. ${kindly}.`);
}

/** What no key has; a quote around the whole is removed before. */
function oddIn(key: string): string | undefined {
  if (/\s/.test(key)) return 'a space or a line break';
  if (/["'`“”‘’]/.test(key)) return 'a quote';
  return /[^\x21-\x7e]/.test(key) ? 'one that is not ASCII' : undefined;
}

const isLocal = (url: string): boolean => URL.canParse(url) && isLoopback(new URL(url).hostname);

const where = 'the API key of your project, from its settings in HoneyHive';

function missing(env: Setting['env'], cwd: string): Finding {
  const isElsewhere = unquoted(env['HONEYHIVE_API_KEY'] ?? '') !== '';
  const hasFile = existsSync(join(cwd, '.env'));
  const file = hasFile ? ' The file .env is not read by this command: see honeyhive-otel doctor --help.' : '';
  const advice = isElsewhere
    ? 'HONEYHIVE_API_KEY is set, which only other packages read: set HH_API_KEY to the same.'
    : `Set it to ${where}.`;
  return problem('HH_API_KEY is not set, so nothing is sent.', `${advice}${file}`);
}
