import clients from './http-clients.cjs';
import conversation from './http-conversation.cjs';

await conversation.converse(clients.byFetch);
