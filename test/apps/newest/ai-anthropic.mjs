import { createAnthropic } from '@ai-sdk/anthropic';
import * as ai from 'ai';
import conversation from '../ai-conversation.cjs';

await conversation.converseWithClaude(ai, { createAnthropic });
