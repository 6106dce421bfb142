import * as sdk from '@aws-sdk/client-bedrock-runtime';
import conversation from '../aws-bedrock/conversation.cjs';

await conversation.converse(sdk);
