import { type Receiver, startReceiver } from '../../src/inspector';
import { startOpenAi } from '../support/providers/openai.cjs';
import type { Ended, Environment } from './folders';

const question = 'What is the capital of France?';
const answer = 'The capital of France is Paris.';

/** Statements of a program, in either kind of module, that asks a model once. */
export const ask = `
  const ask = async () => {
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: '${question}' }] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(process.env.MODEL_URL + '/chat/completions', { method: 'POST', headers, body });
    await response.text();
  };`;

/** The attributes of the same call as a span of the GenAI conventions, as an expression. */
export const callAttributes = JSON.stringify({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: question }] }]),
  'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: answer }] }]),
  'gen_ai.usage.input_tokens': 7,
  'gen_ai.usage.output_tokens': 8,
});

type Event = Receiver['events'][number];

/**
 * Has a program make its call against a stand-in of the model on this machine, and HoneyHive be there, too.
 * @returns the event of the call
 * @throws if the program fails, or not exactly this call has arrived as one event
 */
export async function eventOf(program: (env: Environment) => Promise<Ended>): Promise<Event> {
  const [provider, receiver] = await Promise.all([startOpenAi(), startReceiver()]);
  try {
    const ended = await program({ MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url });
    const said = `${ended.stderr}${ended.stdout}`.slice(0, 1_500);
    if (ended.code !== 0) throw new Error(`the program ended with ${ended.code}: ${said}`);
    const [event, ...others] = receiver.events;
    if (event === undefined || others.length > 0)
      throw new Error(`${receiver.events.length} events instead of one: ${said}`);
    const [asked, answered] = [event.messages[0]?.['content'], event.response?.['content']];
    if (asked !== question || answered !== answer) throw new Error(`not the call: ${JSON.stringify(event)}`);
    return event;
  } finally {
    await Promise.all([provider.close(), receiver.close()]);
  }
}
