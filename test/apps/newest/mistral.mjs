import * as sdk from '@mistralai/mistralai';
import conversation from '../mistral-conversation.cjs';

await conversation.converse(sdk);
