import { isInherited, isInheritedByChildren, isModelCall, isToolCall } from '../../../src/mapping';
import { isAboutExchange } from '../../../src/mapping/extract/attribute-scope';

describe('the run of a tool is recognised by the attributes of', () => {
  test.each([
    ['the conventions', { 'gen_ai.operation.name': 'execute_tool' }],
    ['the Vercel AI SDK', { 'ai.toolCall.name': 'search' }],
    ['OpenInference', { 'openinference.span.kind': 'TOOL' }],
    ['OpenLLMetry', { 'traceloop.span.kind': 'tool' }],
    ['Langfuse', { 'langfuse.observation.type': 'tool' }],
  ])('%s', (_dialect, attributes) => {
    expect(isToolCall({ attributes })).toBe(true);
    expect(isModelCall({ attributes })).toBe(false);
  });
});

test('a model call is not the run of a tool', () => {
  expect(isToolCall({ attributes: { 'gen_ai.operation.name': 'chat' } })).toBe(false);
});

describe('an attribute', () => {
  test.each([
    ['holds for all spans below', 'session.id', true, true],
    ['holds for all spans below by the start of its name', 'traceloop.association.properties.tier', true, true],
    ['holds for the spans directly below', 'llm.prompt_template.version', false, true],
    ['describes its own span', 'honeyhive.error', false, false],
    ['is not inherited because its name starts like an inherited one', 'session.id.hash', false, false],
  ])('%s', (_rule, name, inherited, byChildren) => {
    expect([isInherited(name), isInheritedByChildren(name)]).toEqual([inherited, byChildren]);
  });

  test('of the exchange is not taken from another span of the call, one of the app is', () => {
    expect(['server.address', 'llm.token_count.prompt', 'input.value'].every(isAboutExchange)).toBe(true);
    expect(['session.id', 'gen_ai.agent.name'].some(isAboutExchange)).toBe(false);
  });
});
