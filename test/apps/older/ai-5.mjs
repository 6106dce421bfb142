import { createOpenAI } from '@ai-sdk/openai-2';
import * as ai from 'ai-5';
import conversation from '../ai-conversation.cjs';

await conversation.converse(ai, { createOpenAI });
