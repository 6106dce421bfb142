import { createOpenAI } from '@ai-sdk/openai-3';
import * as ai from 'ai-6';
import conversation from '../ai-conversation.cjs';

await conversation.converse(ai, { createOpenAI });
