import { execFileSync } from 'node:child_process';
import { curlOf } from '../../../src/inspector/page/call/curl';
import type { JsonObject } from '../../../src/json/json';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { event } from '../post';
import { kept } from './kept';

const curl = (change: Partial<CreateModelEvent>): string => {
  const record = event(1, change) as unknown as JsonObject;
  return curlOf(kept(record));
};

/** What `curl` is given by a shell that runs the command. */
function givenTo(command: string): {
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: JsonObject;
} {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`;
  const env = { PATH: process.env['PATH'], OPENAI_API_KEY: 'the-key', ANTHROPIC_API_KEY: 'the-key' };
  const [url = '', ...rest] = execFileSync('sh', ['-c', script], { env, encoding: 'utf8' }).split('\0');
  const headers = rest.flatMap((word, index) => (rest[index - 1] === '-H' ? [word] : []));
  return { url, headers, body: JSON.parse(rest[rest.indexOf('-d') + 1] ?? '') };
}

test('a call of OpenAI is sent again as it was, with the key that the shell has', () => {
  const command = curl({
    messages: [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Yes?', reasoning_content: 'no field of the API' },
    ],
    hyperparameters: { temperature: 0, api_key: 'sk-secret', extra_headers: { a: 'b' }, max_tokens: 9 },
    tool_choice: 'auto',
  });
  expect(command).not.toMatch(/sk-secret|the-key/);
  expect(givenTo(command)).toEqual({
    url: 'https://api.openai.com/v1/chat/completions',
    headers: ['content-type: application/json', 'authorization: Bearer the-key'],
    body: {
      model: 'gpt-4o-mini-2024-07-18',
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Yes?' },
      ],
      temperature: 0,
      max_tokens: 9,
      tool_choice: 'auto',
    },
  });
});

test.each(["'; touch /tmp/x; '", '$(id) `id` "$HOME" \\', "it's\n'''\n", '\u0000!'])(
  'the shell takes %j for text',
  (text) => {
    const { body } = givenTo(
      curl({ messages: [{ role: 'user', content: text }], model: text, hyperparameters: { [text]: text } }),
    );
    // A row has no NUL in a name.
    const model = text.replace('\0', '\ufffd');
    expect(body).toEqual({ model, messages: [{ role: 'user', content: text }], [text]: text });
  },
);

test('a call of Anthropic is put in the form of its own API', () => {
  const command = curl({
    ...{ provider: 'anthropic', model: 'claude-sonnet-4-5', hyperparameters: { temperature: 1, stop: 'END' } },
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }] },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
      { role: 'tool', tool_call_id: 't', content: 'done' },
    ],
    tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: { type: 'object' } } }],
    tool_choice: 'required',
  });
  const { url, headers, body } = givenTo(command);
  expect(url).toBe('https://api.anthropic.com/v1/messages');
  expect(headers).toContain('x-api-key: the-key');
  expect(body).toEqual({
    ...{ model: 'claude-sonnet-4-5', temperature: 1, max_tokens: 1024, stop_sequences: ['END'], system: 'Be brief.' },
    messages: [
      { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } }] },
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { a: 1 } }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done' }] },
    ],
    tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' } }],
    tool_choice: { type: 'any' },
  });
});

test('a provider that is not known is a variable of the shell, too', () => {
  expect(curl({ provider: "'; id" })).toContain('curl "$PROVIDER_URL/chat/completions"');
});
