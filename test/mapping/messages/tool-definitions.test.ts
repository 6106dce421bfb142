import type { Json } from '../../../src/json/json';
import { leftoverOfToolChoice, toolChoice, toolDefinitions } from '../../../src/mapping/messages/tool-definitions';

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const weather = { type: 'function', function: { name: 'weather', description: 'Of a city.', parameters } };
const flat = { name: 'weather', description: 'Of a city.' };

test.each<[string, Json, unknown]>([
  ['OpenAI', weather, [weather]],
  ['OpenAI, with a member beside', { ...weather, strict: true }, [{ ...weather, strict: true }]],
  ['OpenAI’s Responses', { type: 'function', ...flat, parameters }, [weather]],
  ['Anthropic', { ...flat, input_schema: parameters }, [weather]],
  ['the Vercel AI SDK', { type: 'function', ...flat, inputSchema: parameters }, [weather]],
  [
    'Gemini',
    { functionDeclarations: [{ ...flat, parametersJsonSchema: parameters }], googleSearch: {} },
    [weather, { googleSearch: {} }],
  ],
  ['Gemini, without another tool', { functionDeclarations: [{ ...flat, parameters }] }, [weather]],
  ['Bedrock', { toolSpec: { ...flat, inputSchema: { json: parameters } } }, [weather]],
  ['Bedrock, with the schema itself', { toolSpec: { ...flat, inputSchema: parameters } }, [weather]],
  ['a text', 'weather', [{ type: 'function', function: { name: 'weather' } }]],
  ['a schema in a text', { ...flat, parameters: JSON.stringify(parameters) }, [weather]],
  [
    'a schema that is no JSON',
    { name: 'f', parameters: 'none' },
    [{ type: 'function', function: { name: 'f', parameters: 'none' } }],
  ],
  ['a server', { type: 'web_search', max_uses: 1 }, [{ type: 'web_search', max_uses: 1 }]],
  ['a server, by a single member', { googleSearch: {} }, [{ googleSearch: {} }]],
  ['nobody', 7, []],
])('a tool as it is defined by %s', (_whose, tool, expected) => {
  expect(toolDefinitions([tool])).toEqual(expected);
});

test.each<[string, Json, string | undefined, Json | undefined]>([
  ['a mode', 'auto', 'auto', undefined],
  ['a mode in capitals', 'NONE', 'none', undefined],
  ['Anthropic’s word for required', { type: 'any' }, 'required', undefined],
  ['a tool’s name', 'weather', 'weather', undefined],
  ['an empty text', '', undefined, undefined],
  ['a function', { type: 'function', function: { name: 'weather' } }, 'weather', undefined],
  ['a custom tool', { type: 'custom', custom: { name: 'py' } }, 'py', undefined],
  [
    'a tool of Anthropic',
    { type: 'tool', name: 'weather', disable_parallel_tool_use: true },
    'weather',
    { disable_parallel_tool_use: true },
  ],
  ['a tool of the Vercel AI SDK', { type: 'tool', toolName: 'weather' }, 'weather', undefined],
  ['several tools', { type: 'allowed_tools', mode: 'required', tools: ['f'] }, 'required', { tools: ['f'] }],
  ['no mode', { mode: 7 }, undefined, undefined],
  ['a number', 7, undefined, undefined],
])('the choice of %s', (_what, choice, expected, left) => {
  expect(toolChoice(choice)).toBe(expected);
  expect(leftoverOfToolChoice(choice)).toEqual(left);
});
