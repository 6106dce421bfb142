import { asNumber, asText, without } from '../../../json/json-record';
import type { Api } from '../api';
import { bedrockText } from '../bedrock/text';
import { anthropicMessages } from './messages';

/**
 * Anthropic's text completions, the predecessor of its messages, whose form Bedrock has, too.
 * https://docs.anthropic.com/en/api/complete
 */
export const anthropicComplete: Api = {
  ...bedrockText,
  provider: 'anthropic',
  recognises: ({ model, prompt, max_tokens_to_sample: tokens }) =>
    asText(model) !== undefined && asText(prompt) !== undefined && asNumber(tokens) !== undefined,
  answers: ({ completion }) => typeof completion === 'string',
  readResponse: (body) => bedrockText.readResponse(without(body, 'type')),
  readError: anthropicMessages.readError,
};
