import * as sdk from 'ollama';
import conversation from './conversation.cjs';

await conversation.converse(sdk);
