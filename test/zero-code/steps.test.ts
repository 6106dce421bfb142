import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from './app-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

test('under register, an agent that is the root of its trace is a session, and what is by itself is in that of the process', async () => {
  const env = {
    MODEL_URL: provider.url,
    HH_API_KEY: 'key',
    HH_COST: 'false',
    HH_API_URL: receiver.url,
    HH_EVENTS: 'all',
    HH_EVENTS_API: 'v1',
  };
  expect(await node(['--import', register, 'frameworks/agent.cjs'], { env })).toMatchObject({ stderr: '', code: 0 });
  const nameOf = new Map<unknown, unknown>(
    receiver.sessions.map(({ session_id, session_name }) => [session_id, session_name]),
  );
  expect([...nameOf.values()].toSorted()).toEqual(['agent.cjs', 'invoke_agent guide']);
  const eventNames = new Map<unknown, unknown>(
    receiver.v1Events.map(({ event_id, event_name }) => [event_id, event_name]),
  );
  const placed = receiver.v1Events.map((event) => [
    event['event_type'],
    event['event_name'],
    nameOf.get(event['session_id']),
    eventNames.get(event['parent_id']),
  ]);
  expect(placed.map((each) => JSON.stringify(each)).toSorted()).toEqual(
    [
      ['chain', 'invoke_agent guide', 'invoke_agent guide', undefined],
      ['model', 'chat gpt-4o', 'invoke_agent guide', 'invoke_agent guide'],
      ['tool', 'execute_tool look_up', 'invoke_agent guide', 'invoke_agent guide'],
      ['model', 'chat gpt-4o', 'agent.cjs', undefined],
      ['tool', 'execute_tool look_up', 'agent.cjs', undefined],
    ]
      .map((each) => JSON.stringify(each))
      .toSorted(),
  );
});
