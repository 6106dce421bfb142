// An agent that reads a file: the model's first answer asks for that, its second one is the end.
import { query } from '@anthropic-ai/claude-agent-sdk';

const [, , cwd] = process.argv;
const options = { cwd, model: 'claude-sonnet-4-5', maxTurns: 3, allowedTools: ['Read'], settingSources: [] };
for await (const message of query({ prompt: 'What is the answer in facts.txt?', options })) {
  if (message.type === 'result') console.log(message.result);
}
