import OpenAI from 'openai';
import { converse } from '../responses-conversation.cjs';

await converse(OpenAI);
