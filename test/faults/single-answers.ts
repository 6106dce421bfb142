import { http } from '../support/faulty-server';

/** What a server does with the start of a session or an update; `undefined`: nothing, ever. */
export const singleAnswers = {
  ok: http(200, '{"success":true}'),
  'another id': http(200, '{"session_id":"99999999-9999-4999-8999-999999999999"}'),
  '400': http(400, '{"message":"No"}'),
  '401': http(401, '{"message":"No"}'),
  '404': http(404, '{"message":"No"}'),
  '429 for a second': http(429, '', { 'retry-after': '1' }),
  '500': http(500, '{"success":false}'),
  'a web page': http(200, '<html></html>', { 'content-type': 'text/html' }),
  'no answer': undefined,
} as const;

export type SingleAnswerName = keyof typeof singleAnswers;
