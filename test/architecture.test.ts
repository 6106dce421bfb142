import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const src = join(__dirname, '..', 'src');

interface Import {
  readonly from: string;
  /** A path below src, or a package's name. */
  readonly to: string;
  readonly isType: boolean;
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(join(src, name), 'utf8') }));

const importPattern = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|(?:require|import)\('([^']+)'\)/gm;

const imports: readonly Import[] = files.flatMap(({ name, text }) =>
  [...text.matchAll(importPattern)].map(([, isType, first, second]) => {
    const target = first ?? second ?? '';
    const to = target.startsWith('.') ? relative(src, join(src, dirname(name), target)) : target;
    return { from: name, to, isType: isType !== undefined };
  }),
);

const isOurs = ({ to }: Import): boolean =>
  files.some(({ name }) => name === `${to}.ts` || name === join(to, 'index.ts'));
const offenders = (broken: (one: Import) => boolean): readonly string[] =>
  imports.filter(broken).map(({ from, to }) => `${from} imports ${to}`);
const nowhere = (): boolean => false;
const textsWith = (pattern: RegExp, allowed: (name: string) => boolean): readonly string[] =>
  files.filter(({ name, text }) => pattern.test(text) && !allowed(name)).map(({ name }) => name);

const inside =
  (folder: string) =>
  (path: string): boolean =>
    path === folder || path.startsWith(`${folder}/`);
const inMapping = inside('mapping');
const inDialects = inside('mapping/dialects');
const inDelivery = inside('delivery');
const inWire = inside('wire');
const inTaps = inside('wire/taps');
const inSpool = inside('delivery/spool');
const inZeroCode = inside('zero-code');
const inInspector = inside('inspector');

/** `openinference-messages.ts` is a part of `openinference.ts`. */
const dialectOf = (path: string): string | undefined => basename(path, '.ts').split('-')[0];

test('there are imports to judge', () => {
  expect(imports.length).toBeGreaterThan(50);
});

describe('who may import whom', () => {
  test.each<[string, (one: Import) => boolean]>([
    [
      'mapping imports nothing of ours outside itself but the table of hosts',
      (one) => inMapping(one.from) && isOurs(one) && !inMapping(one.to) && one.to !== 'provider-hosts',
    ],
    [
      'mapping knows OpenTelemetry by its types only',
      ({ from, to, isType }) => inMapping(from) && to.startsWith('@opentelemetry/') && !isType,
    ],
    [
      'no SDK and no core of OpenTelemetry is imported',
      ({ to, isType }) => /^@opentelemetry\/(?!api$|api-logs$)/.test(to) && !isType,
    ],
    [
      'a dialect never imports another',
      ({ from, to }) =>
        inDialects(from) && !from.endsWith('/index.ts') && inDialects(to) && dialectOf(from) !== dialectOf(to),
    ],
    [
      'delivery knows nothing of what it delivers',
      (one) =>
        inDelivery(one.from) && isOurs(one) && !inDelivery(one.to) && !['diagnostics', 'linked-list'].includes(one.to),
    ],
    [
      'wire knows nothing of records and their delivery',
      (one) => inWire(one.from) && isOurs(one) && !inWire(one.to) && one.to !== 'provider-hosts',
    ],
    [
      'nothing but the command imports the inspector',
      ({ from, to }) => inInspector(to) && !inInspector(from) && from !== 'cli.ts',
    ],
    [
      'the inspector takes only types from the rest',
      (one) => inInspector(one.from) && isOurs(one) && !inInspector(one.to) && !one.isType,
    ],
    [
      'only the transport and the inspector open connections, and only the taps listen to them',
      ({ from, to, isType }) =>
        /^node:(http|https|http2|net|tls)$/.test(to) &&
        !isType &&
        from !== 'delivery/transport.ts' &&
        from !== 'delivery/agent.ts' &&
        from !== 'delivery/tunnel.ts' &&
        from !== 'delivery/spool/ownership.ts' && // sockets that only show who lives
        !inTaps(from) &&
        !inInspector(from),
    ],
    [
      'only the spool and the inspector touch the disk',
      ({ from, to }) =>
        to.startsWith('node:fs') &&
        !inSpool(from) &&
        from !== 'zero-code/stderr.ts' &&
        from !== 'cli.ts' &&
        !inInspector(from),
    ],
    [
      'only the exporter and what starts it see the whole configuration',
      ({ from, to }) =>
        to === 'config' &&
        ![
          'exporter.ts',
          'open-outbox.ts',
          'pipeline.ts',
          'processor.ts',
          'index.ts',
          'zero-code/start.ts',
          'zero-code/late-exporter.ts',
        ].includes(from),
    ],
  ])('%s', (_rule, broken) => {
    expect(offenders(broken)).toEqual([]);
  });
});

describe('how the source reads', () => {
  test.each<[string, RegExp, (name: string) => boolean]>([
    ['there is no any', /:\s*any\b|\bas any\b|<any>|@ts-ignore|biome-ignore/, nowhere],
    ['nothing is re-exported wholesale', /^export \*/m, nowhere],
    [
      'nothing is extended but Error',
      /class \w+(?:<[^>]*>)? extends (?!Error\b)/,
      (name) => name === 'started-span.ts', // whose class puts a private field on what is not ours
    ],
    ['nothing is unfinished', /\b(TODO|FIXME|XXX)\b/, nowhere],
    [
      'mapping has no clock, no dice and no environment',
      /Date\.now|performance\.|Math\.random|randomUUID|process\./,
      (name) => !inMapping(name),
    ],
    [
      'delivery measures time by a clock that nobody sets',
      /Date\.now|new Date\(\)/,
      (name) =>
        !inDelivery(name) ||
        name === 'delivery/sender.ts' || // which compares it with the server's
        name === 'delivery/spool/spool.ts', // whose records outlive every other clock
    ],
    [
      'the process and its environment are touched where it starts and ends',
      /\bprocess\.(env|on|once|exit|kill|stderr|stdout|argv)\b/,
      (name) =>
        ['exporter.ts', 'instrumentation.ts', 'natural-end.ts', 'register.ts', 'cli.ts', 'delivery/agent.ts'].includes(
          name,
        ) ||
        inZeroCode(name) ||
        inInspector(name),
    ],
  ])('%s', (_rule, pattern, allowed) => {
    expect(textsWith(pattern, allowed)).toEqual([]);
  });

  test('no file is a drawer for everything', () => {
    expect(
      files
        .map(({ name }) => basename(name, '.ts'))
        .filter((name) => /^(utils?|helpers?|common|misc|shared)$/.test(name)),
    ).toEqual([]);
  });
});
