import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveConfig } from '../../src/config/config';
import { checkAddress, checkProxy } from '../../src/doctor/checks/address';
import { checkClock } from '../../src/doctor/checks/clock';
import { checkInstrumentations } from '../../src/doctor/checks/instrumentations';
import { checkKey } from '../../src/doctor/checks/key';
import { checkPrices } from '../../src/doctor/checks/prices';
import { checkContent, checkEnabled, checkProject, checkVariables } from '../../src/doctor/checks/settings';
import { checkSpool } from '../../src/doctor/checks/spool';
import { checkApi, checkNode, checkPackage, checkSdk } from '../../src/doctor/checks/versions';
import type { Finding, Status } from '../../src/doctor/finding';
import type { InstalledPackage } from '../../src/doctor/packages/installed-packages';
import type { Setting } from '../../src/doctor/setting';

type Env = Readonly<Record<string, string>>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'honeyhive-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function settingOf(env: Env, packages: readonly InstalledPackage[] = []): Setting {
  const complaints: string[] = [];
  const config = resolveConfig({}, env, (complaint) => complaints.push(complaint));
  return { env, cwd: folder, config, file: undefined, complaints, packages };
}

const installed = (name: string, version: string, isTop = true): InstalledPackage => ({
  name,
  version,
  folder: join('/app', isTop ? '' : 'node_modules/other', 'node_modules', name),
  isTop,
});

/** Whatever is said, none of it is a part of the key. */
function expectFinding(found: Finding | undefined, status: Status, words: RegExp): void {
  expect(found).toMatchObject({ status });
  expect(`${found?.finding} ${found?.advice ?? ''}`).toMatch(words);
}

const random = 'Q7x9ZkP2vR5tW8yB3nM6cJ1hL4gF0dS';
const ingestion = `hh_ingst_${random.slice(0, 24)}_${random}${random}ab`;

describe('the key', () => {
  test.each<[string, Env, Status, RegExp]>([
    ['of a project', { HH_API_KEY: `hh_${random}` }, 'ok', /^HH_API_KEY has 34 characters\. It is a project key\. $/],
    [
      'for ingestion',
      { HH_INGESTION_API_KEY: ingestion },
      'ok',
      /^HH_INGESTION_API_KEY has 98 characters\. It is a ing/,
    ],
    ['in quotes', { HH_API_KEY: `"hh_${random}"` }, 'ok', /34 characters/],
    ['that ends in a line break', { HH_API_KEY: `hh_${random}\n` }, 'ok', /34 characters/],
    ['with a space in it', { HH_API_KEY: `hh_${random} x` }, 'problem', /a space or a line break among them.*Copy/],
    ['with one quote', { HH_API_KEY: `"hh_${random}` }, 'problem', /a quote among them/],
    ['with curly quotes', { HH_API_KEY: `“hh_${random}”` }, 'problem', /a quote among them/],
    ['with other letters', { HH_API_KEY: `hh_${random}é` }, 'problem', /not ASCII among them/],
    ['of an example', { HH_API_KEY: 'your-api-key' }, 'problem', /looks like a placeholder/],
    ['of dots', { HH_API_KEY: 'hh_...' }, 'problem', /looks like a placeholder/],
    ['to read only', { HH_API_KEY: `hh_ro_${random}` }, 'problem', /read-only key, which cannot store events/],
    ['that is short', { HH_API_KEY: 'hh_Q7x9' }, 'warning', /has 7 characters: too few for project key/],
    [
      'for ingestion, cut off',
      { HH_API_KEY: ingestion.slice(0, -9) },
      'warning',
      /89 characters: too few for ingestion/,
    ],
    ['of another service', { HH_API_KEY: `sk-${random}` }, 'warning', /begins as no key of HoneyHive does/],
    [
      'beside another',
      { HH_API_KEY: `hh_${random}`, HH_PROJECT_API_KEY: `hh_${random}x` },
      'warning',
      /HH_PROJECT_API_KEY has another/,
    ],
    [
      'of any kind for this machine',
      { HH_API_KEY: 'local', HH_API_URL: 'http://localhost:8787' },
      'ok',
      /5 characters/,
    ],
    ['that is missing', {}, 'problem', /^HH_API_KEY is not set, so nothing is sent\. Set it to the API key/],
    ['that is empty', { HH_API_KEY: '""' }, 'problem', /is not set/],
    [
      'under another name',
      { HONEYHIVE_API_KEY: `hh_${random}` },
      'problem',
      /HONEYHIVE_API_KEY is set.* set HH_API_KEY/,
    ],
  ])('%s', (_what, env, status, words) => {
    const found = checkKey(settingOf(env));
    expectFinding(found, status, words);
    expect(JSON.stringify(found)).not.toMatch(/Q7x9|x9Zk|dS\b/);
  });

  test('that is missing where there is a file .env: the file is named, and not read', () => {
    const file = join(folder, '.env');
    writeFileSync(file, `HH_API_KEY=hh_${random}`);
    expectFinding(checkKey(settingOf({})), 'problem', /\.env is not read by this command: see .*--help/);
    rmSync(file);
  });
});

describe('the address', () => {
  const key = { HH_API_KEY: `hh_${random}` };
  test.each<[string, Env, Status, RegExp]>([
    ['by default', {}, 'ok', /^https:\/\/api\.dp1\.us\.honeyhive\.ai \(the default\), format model/],
    [
      'of a variable',
      { HH_DATA_PLANE_URL: 'https://x.example/' },
      'ok',
      /^https:\/\/x\.example \(from HH_DATA_PLANE_URL\)/,
    ],
    ['that is none', { HH_API_URL: 'api.honeyhive.ai' }, 'problem', /^HH_API_URL is no URL, so nothing is sent/],
    ['of the web app', { HH_API_URL: 'https://app.us.honeyhive.ai' }, 'problem', /web app/],
    [
      'with the route',
      { HH_API_URL: 'https://x.example/v1/events/batch' },
      'warning',
      /Set it to https:\/\/x\.example,/,
    ],
    ['with a gateway’s path', { HH_API_URL: 'https://x.example/honeyhive' }, 'ok', /x\.example\/honeyhive/],
    ['in clear', { HH_API_URL: 'http://x.example' }, 'problem', /plain http.*HH_ALLOW_INSECURE/],
    ['in clear, as asked for', { HH_API_URL: 'http://x.example', HH_ALLOW_INSECURE: '1' }, 'ok', /http:/],
    ['in clear on this machine', { HH_API_URL: 'http://127.0.0.1:8787' }, 'ok', /http:/],
  ])('%s', (_what, env, status, words) => {
    expectFinding(checkAddress(settingOf({ ...key, ...env })), status, words);
  });
});

describe('the proxy', () => {
  test.each<[string, Env, Status, RegExp]>([
    ['none', {}, 'ok', /^None\. $/],
    [
      'without its credentials',
      { HTTPS_PROXY: 'http://user:canary@proxy:3128' },
      'ok',
      /through http:\/\/proxy:3128\. $/,
    ],
    ['in lower case', { https_proxy: 'proxy:3128' }, 'ok', /through http:\/\/proxy:3128/],
    ['not for this address', { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'honeyhive.ai' }, 'ok', /NO_PROXY/],
    ['that is no URL', { HTTPS_PROXY: 'socks5://canary:1080' }, 'problem', /no http or https URL.*Set HTTPS_PROXY/],
    ['of no address', { HH_API_URL: 'x' }, 'skipped', /no address/],
  ])('%s', (_what, env, status, words) => {
    const found = checkProxy(settingOf(env));
    expectFinding(found, status, words);
    expect(JSON.stringify(found)).not.toContain('canary');
  });
});

test.each<[string, number, Status, RegExp]>([
  ['right', 0, 'ok', /^Within 1 s/],
  ['a minute off', 60_000, 'ok', /^Within 60 s/],
  ['an hour ahead', 3_600_000, 'warning', /60 minutes ahead of.*NTP/],
  ['an hour behind', -3_600_000, 'warning', /60 minutes behind/],
])('a clock that is %s', (_what, off, status, words) => {
  const now = Date.parse('2026-10-21T07:28:00Z');
  expectFinding(checkClock('Wed, 21 Oct 2026 07:28:00 GMT', now + off), status, words);
});

test('a clock cannot be compared without a date', () => expectFinding(checkClock(undefined), 'skipped', /no date/));

test.each<[string, Status]>([
  ['v20.0.0', 'ok'],
  ['v24.1.0', 'ok'],
  ['v18.20.0', 'problem'],
])('Node %s: %s', (version, status) => expectFinding(checkNode(version), status, /Node v/));

describe('settings', () => {
  test('that are set are named, without their values', () => {
    const { env, complaints } = settingOf({
      HH_API_KEY: 'canary',
      HTTPS_PROXY: 'http://canary',
      HH_MAX_QUEUE_BYTES: '',
      OTHER: 'x',
    });
    expect(checkVariables({ env, complaints })).toEqual([
      { check: 'variables', status: 'ok', finding: 'Set: HH_API_KEY, HTTPS_PROXY.' },
    ]);
  });

  test('that are invalid or misspelt are warned of', () => {
    const { env, complaints } = settingOf({ HH_MAX_QUEUE_BYTES: 'canary', HH_PROJCET: 'canary' });
    const [, ...warnings] = checkVariables({ env, complaints });
    expect(warnings).toEqual([
      expect.objectContaining({ status: 'warning', finding: expect.stringContaining('did you mean HH_PROJECT?') }),
      expect.objectContaining({
        status: 'warning',
        finding: expect.stringMatching(/^Set HH_MAX_QUEUE_BYTES to a whole/),
      }),
    ]);
    expect(JSON.stringify(warnings)).not.toContain('canary');
  });

  test.each<[string, Env, Status, RegExp]>([
    ['on', {}, 'ok', /on/],
    ['off', { HH_ENABLED: 'false' }, 'problem', /by HH_ENABLED.*Unset HH_ENABLED/],
    ['off for all', { OTEL_SDK_DISABLED: 'true' }, 'problem', /by OTEL_SDK_DISABLED/],
  ])('recording is switched %s', (_what, env, status, words) =>
    expectFinding(checkEnabled(settingOf(env)), status, words),
  );

  test.each<[string, Env, Status, RegExp]>([
    ['captured', {}, 'ok', /have messages/],
    ['not captured', { HH_CAPTURE_CONTENT: 'false' }, 'warning', /by HH_CAPTURE_CONTENT\./],
    [
      'not captured by the conventions',
      { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'no_content' },
      'warning',
      /by OTEL_/,
    ],
    ['not captured by mistake', { HH_CAPTURE_CONTNET: 'true' }, 'warning', /looks like HH_CAPTURE_CONTENT/],
  ])('content is %s', (_what, env, status, words) => expectFinding(checkContent(settingOf(env)), status, words));

  test.each<[string, Env, Status, RegExp]>([
    ['set', { HH_PROJECT: 'canary' }, 'ok', /^HH_PROJECT is set/],
    ['missing where it is read', { HH_API_URL: 'https://api.honeyhive.ai' }, 'warning', /go to the project "unknown"/],
    ['missing elsewhere', {}, 'ok', /not needed/],
  ])('a project that is %s', (_what, env, status, words) => {
    const found = checkProject(settingOf(env));
    expectFinding(found, status, words);
    expect(found.finding).not.toContain('canary');
  });
});

describe('versions', () => {
  const api = '@opentelemetry/api';
  test.each<[string, readonly InstalledPackage[], Status, RegExp]>([
    ['one', [installed(api, '1.9.1')], 'ok', /api 1\.9\.1\. $/],
    ['two copies', [installed(api, '1.9.1'), installed(api, '1.9.1', false)], 'ok', /2 copies/],
    [
      'two versions',
      [installed(api, '1.9.1'), installed(api, '1.4.0', false)],
      'warning',
      /1\.4\.0 in .*other.*npm dedupe/,
    ],
    ['too old', [installed(api, '1.3.0')], 'problem', /1\.4 or newer/],
    ['too new', [installed(api, '2.0.0')], 'problem', /below 2/],
    ['none', [], 'problem', /not installed.*npm install @opentelemetry\/api/],
  ])('of the API: %s', (_what, packages, status, words) => expectFinding(checkApi({ packages }), status, words));

  const base = '@opentelemetry/sdk-trace-base';
  test.each<[string, readonly InstalledPackage[], Status, RegExp]>([
    ['none', [], 'ok', /None is needed with register/],
    [
      'one',
      [installed(base, '2.1.0'), installed('@opentelemetry/sdk-node', '0.203.0')],
      'ok',
      /base 2\.1\.0, .*node 0\.203/,
    ],
    ['two', [installed(base, '2.1.0'), installed(base, '1.30.1', false)], 'warning', /Several major versions/],
    ['old', [installed(base, '1.20.0')], 'warning', /from 1\.30 on/],
  ])('of the SDK: %s', (_what, packages, status, words) => expectFinding(checkSdk({ packages }), status, words));

  const ours = 'opentelemetry-exporter-honeyhive';
  test.each<[string, readonly InstalledPackage[], Status, RegExp]>([
    ['one', [installed(ours, '0.1.0')], 'ok', /^Version 0\.1\.0/],
    ['two', [installed(ours, '0.1.0'), installed(ours, '0.2.0', false)], 'warning', /0\.2\.0 in /],
    ['none', [], 'warning', /does not find.*npm install/],
  ])('of this package: %s', (_what, packages, status, words) =>
    expectFinding(checkPackage({ packages, cwd: '/app' }, '0.1.0'), status, words),
  );

  test.each<[string, readonly InstalledPackage[], Env, Status, RegExp]>([
    ['there', [installed('@pydantic/genai-prices', '0.1.8')], {}, 'ok', /0\.1\.8/],
    ['not there', [], {}, 'warning', /cost of calls is unknown.*npm install/],
    ['not wanted', [], { HH_COST: 'false' }, 'skipped', /HH_COST/],
  ])('the price library is %s', (_what, packages, env, status, words) =>
    expectFinding(checkPrices(settingOf(env, packages)), status, words),
  );
});

describe('an instrumentation', () => {
  const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
  test.each<[string, string, Env, Status, RegExp]>([
    [
      '@opentelemetry/instrumentation-openai',
      '0.21.0',
      {},
      'warning',
      /no content by default.*Set OTEL.*=true and add Honey/,
    ],
    ['@opentelemetry/instrumentation-openai', '0.21.0', { [conventions]: 'true' }, 'ok', /in log events, by OTEL/],
    [
      '@opentelemetry/instrumentation-openai',
      '0.21.0',
      { [conventions]: 'span_only' },
      'warning',
      /no content by OTEL/,
    ],
    [
      '@opentelemetry/instrumentation-aws-sdk',
      '0.78.0',
      {},
      'warning',
      /never.*Load opentelemetry-exporter-honeyhive\/register/,
    ],
    ['@anthropic-ai/sdk', '1.12.0', {}, 'warning', /ANTHROPIC_OPEN_TELEMETRY_TRACES_CONTENT_MODE=content/],
    ['@anthropic-ai/sdk', '0.71.0', {}, 'skipped', /No instrumentation/],
    ['@traceloop/instrumentation-openai', '0.27.0', {}, 'ok', /captures content by default/],
    ['@traceloop/instrumentation-openai', '0.27.0', { TRACELOOP_TRACE_CONTENT: 'false' }, 'warning', /by TRACELOOP/],
    ['@traceloop/instrumentation-utils', '0.27.0', {}, 'skipped', /No instrumentation/],
    [
      '@arizeai/openinference-instrumentation-openai',
      '4.2.7',
      { OPENINFERENCE_HIDE_INPUTS: 'true' },
      'warning',
      /no content/,
    ],
    ['ai', '7.0.0', {}, 'ok', /where its telemetry is enabled/],
    ['@opentelemetry/instrumentation-openai', '0.21.0', { HH_CAPTURE_CONTENT: 'false' }, 'ok', /openai 0\.21\.0\. $/],
  ])('%s %s, %o', (name, version, env, status, words) => {
    const found = checkInstrumentations(settingOf(env, [installed(name, version)]));
    expect(found).toHaveLength(1);
    expectFinding(found[0], status, words);
  });

  test('inside of another package is not the app’s', () => {
    const [found] = checkInstrumentations(settingOf({}, [installed('ai', '7.0.0', false)]));
    expectFinding(found, 'skipped', /None is needed with register/);
  });
});

/** A spool in memory is warned of, and of nothing else. */
const onDisk = statfsSync(tmpdir()).type === 0x01021994 ? test.skip : test;

describe('the spool', () => {
  const spool = (env: Env): Finding => checkSpool(settingOf(env));

  test('is not asked for', () => expectFinding(spool({}), 'skipped', /HH_SPOOL_DIR is not set/));

  onDisk('can be written to, and nothing is left there', () => {
    const directory = join(folder, 'spool');
    mkdirSync(directory, { mode: 0o700 });
    expectFinding(spool({ HH_SPOOL_DIR: directory, HH_MAX_SPOOL_BYTES: '1' }), 'ok', /can be written to, .* MiB left/);
    expect(readdirSync(directory)).toEqual([]);
  });

  onDisk('will be created, from the folder of the app on', () => {
    const found = spool({ HH_SPOOL_DIR: 'to/be/made', HH_MAX_SPOOL_BYTES: '1' });
    expectFinding(found, 'ok', new RegExp(`^${join(folder, 'to/be/made')} will be created`));
    expect(readdirSync(folder)).not.toContain('to');
  });

  onDisk('may be read by others', () => {
    const directory = join(folder, 'open');
    mkdirSync(directory);
    chmodSync(directory, 0o755);
    expectFinding(spool({ HH_SPOOL_DIR: directory, HH_MAX_SPOOL_BYTES: '1' }), 'warning', /other users\..*chmod 700/);
  });

  onDisk('has less room than it may take', () => {
    const env = { HH_SPOOL_DIR: join(folder, 'large'), HH_MAX_SPOOL_BYTES: String(2 ** 52) };
    expectFinding(spool(env), 'warning', /MiB left, and the spool may take .*HH_MAX_SPOOL_BYTES/);
  });

  test('cannot be there', () => {
    writeFileSync(join(folder, 'file'), '');
    expectFinding(
      spool({ HH_SPOOL_DIR: join(folder, 'file/spool') }),
      'problem',
      /\(ENOTDIR\), so records are kept in memory only/,
    );
  });
});
