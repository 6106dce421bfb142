// A worker of a queue, with two model calls a job. Each job is a session.
import OpenAI from 'openai';
import { withHoneyHive } from 'opentelemetry-exporter-honeyhive';
import { jobs } from './queue.mjs';

const openai = new OpenAI();

async function ask(instructions, input) {
  const { output_text } = await openai.responses.create({ model: 'gpt-4o-mini', instructions, input });
  return output_text;
}

async function answer({ question }) {
  const draft = await ask('Answer the question.', question);
  return ask('Make one short sentence of it.', draft);
}

// The job at hand is finished. Then the process has nothing left to do, and sends its events before it ends.
const stopping = new AbortController();
const stop = () => {
  console.log('No further job is taken.');
  stopping.abort();
};
process.once('SIGTERM', stop).once('SIGINT', stop);

for await (const job of jobs(stopping.signal)) {
  const session = { sessionId: job.id, sessionName: 'Answer a question', userId: job.user };
  try {
    console.log(`${job.id}: ${await withHoneyHive(session, () => answer(job))}`);
  } catch (error) {
    console.error(`${job.id} failed: ${error.message}`); // here it would go back to the queue
  }
}
