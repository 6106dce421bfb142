import Anthropic from '@anthropic-ai/sdk';
import conversation from '../anthropic-conversation.cjs';

await conversation.converse(Anthropic);
