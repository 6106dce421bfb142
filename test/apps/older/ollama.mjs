import * as sdk from 'ollama';
import conversation from '../ollama/conversation.cjs';

await conversation.converse(sdk);
