import { createOpenAI } from '@ai-sdk/openai-1';
import * as ai from 'ai-4';
import conversation from '../ai-conversation.cjs';

await conversation.converse(ai, { createOpenAI });
