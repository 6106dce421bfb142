import { builtPackage } from '../delivery/spool/app';
import { removeDirectories } from '../delivery/spool/log-files';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { seed } from '../support/seed';
import { nodeBinary } from '../zero-code/app-process';
import { play } from './play';

/** `npm run test:faults` plays more. */
const count = 24;

let model: OpenAiStandIn;
beforeAll(async () => {
  model = await startOpenAi();
});
afterAll(async () => {
  await model.close();
  removeDirectories();
});

const scripts = Array.from({ length: count }, (_, index) => [index + 1] as const);

test.concurrent.each(scripts)(
  'whatever the server answers and however the process ends, nothing is lost in silence: script %d',
  async (number) => {
    const { broken, script, stderr } = await play(seed + number, {
      node: nodeBinary,
      dist: builtPackage,
      modelUrl: model.url,
    });
    expect({ broken, ...(broken.length === 0 ? {} : { script, stderr }) }).toEqual({ broken: [] });
  },
);
