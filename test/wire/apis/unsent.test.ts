import { readExchange, recordingOf } from '../support/recordings';

const refused = { name: 'Error', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' };
const operationOf = (url: string, status?: number) =>
  readExchange(recordingOf({}, { url, status, requestBody: Buffer.alloc(0), verdict: 'error', failure: refused }))
    ?.operation;

describe('a request that was refused before its body was sent', () => {
  test.each<[string, string]>([
    ['https://gateway.example/v1/chat/completions', 'chat'],
    ['http://localhost:4000/v1/responses', 'chat'],
    ['http://localhost:4000/v1/messages', 'chat'],
    ['http://localhost:4000/v1/completions', 'text_completion'],
    ['http://localhost:4000/v1/embeddings', 'embeddings'],
    ['https://me.openai.azure.com/openai/deployments/d/embeddings', 'embeddings'],
    ['https://api.anthropic.com/beta/messages', 'chat'],
  ])('at %s is a call of a model: %s', (url, operation) => {
    expect(operationOf(url)).toBe(operation);
  });

  test.each([
    'https://chat.example/channels/7/messages',
    'https://survey.example/forms/7/responses',
    'https://api.openai.com/threads/7/messages',
    'http://localhost:3000/api/chat',
  ])('at %s is no model call', (url) => {
    expect(operationOf(url)).toBeUndefined();
  });

  test('is none that got a response of success', () => {
    expect(operationOf('http://localhost:4000/v1/messages', 204)).toBeUndefined();
    expect(operationOf('http://localhost:4000/v1/messages', 401)).toBe('chat');
  });
});
