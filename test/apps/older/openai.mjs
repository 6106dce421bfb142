import OpenAI from 'openai';
import conversation from '../conversation.cjs';

await conversation.converse(OpenAI);
