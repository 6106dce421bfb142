import { post } from '../inspector/post';
import { expectTreeOfReadme } from './readme-tree';
import { stageOf } from './stage';

const stage = stageOf('express-chat', ['test/apps/servers', '.']);
const questions = ['What is the capital of France?', 'Say that again, please.'];

test.each([
  ['a header', {}, (chat: string) => ({ 'x-chat-id': chat })],
  ['a cookie', { HH_SESSION_HEADER: 'cookie:sid' }, (chat: string) => ({ 'x-chat-id': chat, cookie: `sid=${chat}` })],
])(
  'the requests of a chat, told by %s, are one session; each streamed answer is an event',
  async (_by, env, headersOf) => {
    const { honeyHive } = stage;
    const [url] = await stage.start({ PORT: '0', ...env }).printed(/http:\/\/localhost:\d+/);
    const ask = async (chat: string, question: string): Promise<string> =>
      (await post(`${url}/chat`, JSON.stringify({ question }), headersOf(chat))).text;

    const answers = [];
    for (const question of questions) answers.push(await ask('7', question));
    expect(answers).toEqual(questions.map(() => 'The capital of France is Paris.\n'));
    const rating = { rating: 5, comment: 'Right' };
    expect(await post(`${url}/feedback`, JSON.stringify(rating), headersOf('7'))).toMatchObject({ status: 202 });
    await Promise.all([honeyHive.waitForEvents(2), honeyHive.waitForUpdates(1)]);

    expectTreeOfReadme('express-chat', honeyHive);
    const second = honeyHive.events.find(({ messages }) => messages.length === 4);
    expect(second).toMatchObject({
      project: 'express-chat',
      messages: [
        { role: 'system' },
        { role: 'user', content: questions[0] },
        { role: 'assistant', content: 'The capital of France is Paris.' },
        { role: 'user', content: questions[1] },
      ],
      response: { role: 'assistant', content: 'The capital of France is Paris.' },
      usage: { total_tokens: expect.any(Number) },
    });
    expect(honeyHive.sessions).toEqual([expect.objectContaining({ feedback: rating })]);

    await ask('8', 'Hello?');
    await honeyHive.waitForEvents(3);
    expect(honeyHive.events.filter(({ session_id }) => session_id === second?.session_id)).toHaveLength(2);
  },
);
