import * as ai from 'ai';
import conversation from '../gateway-conversation.cjs';

await conversation.converse(ai);
