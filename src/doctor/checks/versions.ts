import { type Finding, findingsOf } from '../finding';
import type { InstalledPackage } from '../packages/installed-packages';
import type { Setting } from '../setting';

const node = findingsOf('node');
const own = findingsOf('package');
const api = findingsOf('opentelemetry-api');
const sdk = findingsOf('opentelemetry-sdk');

const minNode = 20;

/** @param version such as `v20.1.0` */
export function checkNode(version: string): Finding {
  const major = Number(/^v?(\d+)/.exec(version)?.[1]);
  return major >= minNode
    ? node.ok(`Node ${version}.`)
    : node.problem(`Node ${version} is too old.`, `Use Node ${minNode} or newer.`);
}

const named = (packages: readonly InstalledPackage[], name: string): readonly InstalledPackage[] =>
  packages.filter((each) => each.name === name);
const versionsOf = (packages: readonly InstalledPackage[]): readonly string[] => [
  ...new Set(packages.map(({ version }) => version)),
];
const places = (packages: readonly InstalledPackage[]): string =>
  packages.map(({ version, folder }) => `${version} in ${folder}`).join(', ');

/** @param version of the command itself */
export function checkPackage({ packages, cwd }: Pick<Setting, 'packages' | 'cwd'>, version: string): Finding {
  const copies = named(packages, 'opentelemetry-exporter-honeyhive');
  const [top] = copies.filter(({ isTop }) => isTop);
  if (top === undefined) {
    const advice = 'Run this command in the folder of the app, or: npm install opentelemetry-exporter-honeyhive';
    return own.warning(`Version ${version}, which an app in ${cwd} does not find.`, advice);
  }
  if (versionsOf(copies).length === 1) return own.ok(`Version ${top.version}.`);
  return own.warning(
    `Several versions are installed: ${places(copies)}.`,
    'Have all parts of the app use the same one.',
  );
}

/** A copy works with what a copy of another version has registered, if that is not older by its minor version. */
export function checkApi({ packages }: Pick<Setting, 'packages'>): Finding {
  const copies = named(packages, '@opentelemetry/api');
  if (copies.length === 0) {
    return api.problem(
      '@opentelemetry/api is not installed here, without which nothing is recorded.',
      'npm install @opentelemetry/api',
    );
  }
  const bad = copies.filter(({ version }) => !/^1\.(?:[4-9]|\d\d)\./.test(version));
  if (bad.length > 0)
    return api.problem(
      `@opentelemetry/api ${places(bad)}: this package needs 1.4 or newer, below 2.`,
      'npm install @opentelemetry/api@1',
    );
  const versions = versionsOf(copies);
  if (versions.length === 1)
    return api.ok(`@opentelemetry/api ${versions[0]}${copies.length === 1 ? '' : `, ${copies.length} copies`}.`);
  return api.warning(
    `@opentelemetry/api is installed in several versions: ${places(copies)}. Spans of one may not reach the other’s provider.`,
    'Have one version installed: npm dedupe, or overrides in package.json.',
  );
}

/** Those that an app makes its providers with. */
const sdkNames = /^@opentelemetry\/(?:sdk-trace(?:-base|-node|-web)?|sdk-node|sdk-logs)$|^@vercel\/otel$/;
/** In which the version is that of the SDK: others have a version 0. */
const numbered = /^@opentelemetry\/sdk-trace/;

export function checkSdk({ packages }: Pick<Setting, 'packages'>): Finding {
  const found = packages.filter(({ name }) => sdkNames.test(name));
  if (found.length === 0) {
    return sdk.ok('No OpenTelemetry SDK is installed. None is needed with register.');
  }
  const list = found.filter(({ isTop }) => isTop).map(({ name, version }) => `${name} ${version}`);
  const versions = found.filter(({ name }) => numbered.test(name));
  const old = versions.filter(({ version }) => /^0\.|^1\.(?:[0-2]?\d)\./.test(version));
  if (old.length > 0) {
    return sdk.warning(
      `${places(old)} of ${old[0]?.name}: this package is tested from 1.30 on.`,
      'Update the OpenTelemetry SDK.',
    );
  }
  const majors = new Set(versions.map(({ version }) => version.split('.')[0]));
  if (majors.size > 1) {
    const several = `Several major versions of the SDK are installed: ${places(versions)}.`;
    return sdk.warning(several, 'Have one major version installed, or make sure that only one of them has a provider.');
  }
  return sdk.ok(
    list.length === 0 ? `Inside of other packages: ${versionsOf(found).join(', ')}.` : `${list.join(', ')}.`,
  );
}
