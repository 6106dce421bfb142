import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { type Example, type Hosts, installExample, type Running, run } from './example';

/** An example beside the stand-ins of OpenAI and HoneyHive, the latter a new one for each test. */
export interface Stage {
  readonly example: Example;
  readonly model: OpenAiStandIn;
  readonly honeyHive: Receiver;
  /** Where both stand-ins are, as an app's environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs what `npm start` runs, or another command; what is still running after the test is killed. */
  start(env?: NodeJS.ProcessEnv, command?: readonly string[]): Running;
}

export function stageOf(name: string, hosts: Hosts, within?: string): Stage {
  const running: Running[] = [];
  let example: Example | undefined;
  let model: OpenAiStandIn | undefined;
  let honeyHive: Receiver | undefined;
  beforeAll(async () => {
    example = installExample(name, hosts, within);
    model = await startOpenAi();
  });
  beforeEach(async () => {
    honeyHive = await startReceiver();
  });
  afterEach(async () => {
    for (const { kill } of running) kill();
    await Promise.all(running.splice(0).map(({ ended }) => ended));
    await honeyHive?.close();
  });
  afterAll(async () => {
    await model?.close();
    example?.remove();
  });

  const ready = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('there is none before the tests start');
    return part;
  };
  const stage: Stage = {
    get example() {
      return ready(example);
    },
    get model() {
      return ready(model);
    },
    get honeyHive() {
      return ready(honeyHive);
    },
    get env() {
      return {
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: stage.model.url,
        HH_API_KEY: 'key',
        HH_API_URL: stage.honeyHive.url,
        HH_HINTS: 'false',
        // A machine that has other work takes longer than a user would wait.
        HH_EXIT_TIMEOUT_MS: '60000',
        HH_SHUTDOWN_TIMEOUT_MS: '60000',
      };
    },
    start(env = {}, command = stage.example.command) {
      const started = run(stage.example, command, { ...stage.env, ...env });
      running.push(started);
      return started;
    },
  };
  return stage;
}
