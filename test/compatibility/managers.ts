import { ask, eventOf } from './delivery';
import { type Environment, newFolder, packageName, run, succeed, tarball, write } from './folders';
import type { Group, Row } from './group';
import { managerOf } from './tools';

interface Manager {
  readonly name: string;
  readonly tool: Parameters<typeof managerOf>[0];
  readonly add: readonly string[];
  /** What else an app asks for: yarn installs no peers by itself. */
  readonly peers: readonly string[];
  readonly settings?: string;
  /** What of it runs a program: nothing, where Node finds packages without help. */
  readonly runs: readonly string[];
  /** How Node finds `register`: PnP does so for `--require` alone. */
  readonly load: '--import' | '--require';
  readonly exec: readonly string[];
  readonly warning: RegExp;
}

const npm = {
  add: ['install', '--no-audit', '--no-fund', '--no-update-notifier'],
  peers: [],
  runs: [],
  load: '--import',
  exec: ['exec', '--offline', '--'],
  warning: /npm warn (?!unknown)/i,
} as const;

const yarn = {
  tool: '@yarnpkg/cli-dist',
  add: ['add'],
  peers: ['@opentelemetry/api'],
  exec: ['run'],
  warning: /YN00(?:02|60|86)/,
} as const;

const managers: readonly Manager[] = [
  { ...npm, name: 'npm', tool: 'npm-10' },
  { ...npm, name: 'npm', tool: 'npm-11' },
  { ...npm, name: 'pnpm', tool: 'pnpm', add: ['add'], exec: ['exec'], warning: /WARN|unmet peer/ },
  { ...yarn, name: 'yarn, `node-modules`', settings: 'nodeLinker: node-modules', runs: [], load: '--import' },
  { ...yarn, name: 'yarn, Plug’n’Play', settings: 'nodeLinker: pnp', runs: ['node'], load: '--require' },
];

/** The price library is a peer that need not be there: whether it is found depends on how packages are laid out. */
const priceLibrary = '@pydantic/genai-prices';

/** An app of its own; yarn and pnpm keep what they load in one place for all. */
const environment: Environment = { YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', CI: undefined };

async function rowOf(manager: Manager): Promise<Row> {
  const { script, version } = await managerOf(manager.tool);
  const folder = newFolder('manager');
  if (manager.settings !== undefined) write(folder, { '.yarnrc.yml': `${manager.settings}\n`, 'yarn.lock': '' });
  write(folder, { 'app.cjs': `${ask}\nask();`, 'exits.cjs': `${ask}\nask().then(() => process.exit());` });
  const call = (args: readonly string[], env: Environment = {}) =>
    run(process.execPath, [script, ...args], folder, { ...environment, ...env });
  const runs = (app: string) => (env: Environment) => {
    const program = [manager.load, `${packageName}/register`, app];
    return manager.runs.length > 0
      ? call([...manager.runs, ...program], env)
      : run(process.execPath, program, folder, env);
  };
  return {
    name: `${manager.name} ${version}`,
    cells: [
      async () => {
        const args = [script, ...manager.add, tarball(), ...manager.peers];
        const { stdout, stderr } = await succeed(process.execPath, args, folder, environment);
        const warnings = `${stdout}${stderr}`.split('\n').filter((line) => manager.warning.test(line));
        if (warnings.length > 0) throw new Error(warnings.join('\n'));
        return ['the package', ...manager.peers.map((name) => `\`${name}\``)].join(' and ');
      },
      async () => {
        await eventOf(runs('app.cjs'));
        const patient = { HH_EXIT_TIMEOUT_MS: '60000' };
        await eventOf((env) => runs('exits.cjs')({ ...env, ...patient })); // by a thread, which must find its packages, too
        return `\`${manager.load}\``;
      },
      async () => {
        await succeed(process.execPath, [script, ...manager.add, priceLibrary], folder, environment);
        const { cost } = await eventOf(runs('app.cjs'));
        if (typeof cost !== 'number') throw new Error('the price library is not found');
        return 'yes';
      },
      async () => {
        const { stdout, stderr } = await call([...manager.exec, packageName, '--help']);
        if (!stdout.includes('inspect')) throw new Error(`${stderr}${stdout}`);
        return 'yes';
      },
    ],
  };
}

export const managerGroup: Group = {
  title: 'Package manager',
  columns: ['to install', '`register` by', 'finds the price library', 'the command'],
  rows: async () => {
    const rows: Row[] = [];
    for (const manager of managers) rows.push(await rowOf(manager));
    return rows;
  },
};
