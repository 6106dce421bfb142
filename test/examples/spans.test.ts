import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

const stage = stageOf('spans', ['.']);

test.each(['processor.mjs', 'exporter.mjs'])('%s sends its span', async (script) => {
  const { code, output } = await stage.start({}, ['node', '--env-file=honeyhive.env', script]).ended;
  expect({ code, output }).toEqual({ code: 0, output: '' });
  expect(stage.honeyHive.events).toMatchObject([
    {
      project: 'spans',
      model: 'gpt-4o-mini-2024-07-18',
      messages: [{ role: 'user', content: 'What is the capital of France?' }],
      response: { role: 'assistant', content: 'It is Paris.', finish_reason: 'stop' },
      usage: { prompt_tokens: 13, completion_tokens: 8 },
      hyperparameters: { temperature: 0.2 },
    },
  ]);
  expectTreeOfReadme('spans', stage.honeyHive);
});
