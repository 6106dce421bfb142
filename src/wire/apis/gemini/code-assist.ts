import { asText, fieldsOf } from '../../../json/json-record';
import type { Api } from '../api';
import { wrapped } from '../wrapped';
import { geminiGenerateContent } from './generate-content';

const [, gemini] = geminiGenerateContent;

/** Gemini in Google's tools for developers: requests and responses with an object around them. */
export const codeAssist: Api = {
  ...wrapped(gemini, {
    at: /\/v1internal:/,
    ownPath: /\/v1internal:/,
    provider: 'gcp.gemini',
    asked: ({ request }) => fieldsOf(request),
    answered: ({ response }) => fieldsOf(response),
  }),
  readRequest: (body, path) => ({
    ...gemini.readRequest(fieldsOf(body['request']), path),
    model: asText(body['model']),
  }),
};
