import Anthropic from '@anthropic-ai/sdk';
import { converse } from '../anthropic-conversation.cjs';

await converse(Anthropic);
