import { contentAdvice, type GenAiInstrumentation, instrumentationIn } from '../../observability/instrumentations';
import { unquoted } from '../../runtime/unquoted';
import { type Finding, findingsOf } from '../finding';
import type { InstalledPackage } from '../packages/installed-packages';
import type { Setting } from '../setting';

const { ok, warning, skipped } = findingsOf('instrumentation');

/** For each package that makes spans of model calls and that the app's imports find, whether these have content. */
export function checkInstrumentations({
  env,
  packages,
  config,
}: Pick<Setting, 'env' | 'packages' | 'config'>): readonly Finding[] {
  const found = packages.flatMap((each) => {
    const known = each.isTop ? instrumentationIn(each.name) : undefined;
    return known === undefined || majorOf(each) < (known.since ?? 0) || isPartOf(known, each.name)
      ? []
      : [{ each, known }];
  });
  if (found.length === 0) {
    return [skipped('No instrumentation of model calls was found here. None is needed with register.')];
  }
  return found.map(({ each, known }) => findingOn(`${each.name} ${each.version}`, known, env, config.captureContent));
}

const majorOf = ({ version }: InstalledPackage): number => Number(version.split('.')[0]);

/** Packages that only others use. */
const isPartOf = (known: GenAiInstrumentation, name: string): boolean =>
  known.package.endsWith('*') &&
  /-(?:utils|core|common)$|\/(?:core|ai-semantic-conventions|openinference-semantic-conventions)$/.test(name);

function findingOn(name: string, known: GenAiInstrumentation, env: Setting['env'], isWanted: boolean): Finding {
  const { variable, content, isInLogs, condition } = known;
  const where = condition === undefined ? '' : ` where ${condition}`;
  if (!isWanted) return ok(`${name}.`);
  const text = variable === undefined ? '' : unquoted(env[variable.name] ?? '');
  const says = text === '' ? undefined : variable?.capturing.test(text);
  if (content === 'never') return warning(`${name} never captures content.`, capitalised(contentAdvice(known)));
  const isCaptured = says ?? content === 'on';
  const by = says === undefined ? 'by default' : `by ${variable?.name}`;
  if (!isCaptured) return warning(`${name} captures no content ${by}.`, capitalised(contentAdvice(known)));
  const unless = says === true ? '' : ', unless an option in code says otherwise';
  if (isInLogs !== true) return ok(`${name} captures content ${by}${where}${unless}.`);
  const way = 'It reaches the records by HoneyHiveLogRecordProcessor on the logger provider, or with register.';
  return ok(`${name} captures content in log events, ${by}. ${way}`);
}

const capitalised = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
