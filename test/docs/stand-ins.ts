import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';

export interface StandIns {
  readonly honeyHive: Receiver;
  readonly model: OpenAiStandIn;
  /** The environment of a user whose app reaches both. */
  readonly env: NodeJS.ProcessEnv;
}

/** The stand-ins of HoneyHive and OpenAI, new ones for each test of the file. */
export function standIns(): StandIns {
  let honeyHive: Receiver;
  let model: OpenAiStandIn;
  beforeEach(async () => {
    [honeyHive, model] = await Promise.all([startReceiver(), startOpenAi()]);
  });
  afterEach(() => Promise.all([honeyHive.close(), model.close()]));
  return {
    get honeyHive() {
      return honeyHive;
    },
    get model() {
      return model;
    },
    get env() {
      return {
        PATH: process.env['PATH'],
        HH_API_URL: honeyHive.url,
        HH_API_KEY: 'local',
        HH_PROJECT: 'demo',
        OPENAI_BASE_URL: model.url,
        OPENAI_API_KEY: 'sk-test',
      };
    },
  };
}
