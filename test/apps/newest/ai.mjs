import { createOpenAI } from '@ai-sdk/openai';
import * as ai from 'ai';
import conversation from '../ai-conversation.cjs';

await conversation.converse(ai, { createOpenAI });
