import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

describe('ai-sdk-agent', () => {
  const stage = stageOf('ai-sdk-agent', ['test/apps/newest']);

  test('the steps of an agent are events below it, and in them its calls and tools', async () => {
    const { code, output } = await stage.start().ended;
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^It is 18 °C .*\(2 steps\)\n$/) });
    expectTreeOfReadme('ai-sdk-agent', stage.honeyHive);
    const ofType = (type: string): number =>
      stage.honeyHive.v1Events.filter((one) => one['event_type'] === type).length;
    expect([ofType('chain'), ofType('model'), ofType('tool')]).toEqual([3, 2, 3]);
  });
});

describe('langgraph', () => {
  const stage = stageOf('langgraph', ['test/apps/frameworks', 'test/apps/newest']);

  test('a thread is one session; each graph stands in it with its nodes, calls and tools', async () => {
    const { code, output } = await stage.start().ended;
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^(It is 18 °C .*\n){2}$/) });
    expectTreeOfReadme('langgraph', stage.honeyHive);
    const { v1Events, sessions } = stage.honeyHive;
    expect(sessions).toHaveLength(1);
    expect(v1Events.filter((one) => one['event_type'] === 'model')).toHaveLength(4);
    expect(v1Events.filter((one) => one['event_type'] === 'tool')).toHaveLength(4);
  });
});
