// The limit loop: the minimum that an exporter of such records must do. It parses the message attributes, builds the record,
// stringifies a hundred of them and posts them. It is written for exactly these spans: no options, other dialects, retries or
// bounds.
import { Agent, request } from 'node:http';
import { flatRecord, record } from './limit-record.mjs';

const perRequest = 100;

export function limitExporter(url) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const inFlight = new Set();
  const post = (body) =>
    new Promise((resolve) => {
      const made = request({
        hostname,
        port,
        agent,
        path: '/events/model/batch',
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer bench',
          'content-length': Buffer.byteLength(body),
        },
      });
      made.on('response', (response) => {
        response.resume();
        response.on('end', resolve);
      });
      made.on('error', resolve);
      made.end(body);
    });

  return {
    async export(spans, done) {
      let records = [];
      const posts = [];
      const send = () => {
        posts.push(post(JSON.stringify({ model_events: records })));
        records = [];
      };
      for (const span of spans) {
        if (span.attributes['gen_ai.operation.name'] === 'chat') records.push(record(span));
        else if (span.attributes['llm.request.type'] === 'chat') records.push(flatRecord(span));
        else continue;
        if (records.length === perRequest) send();
      }
      if (records.length > 0) send();
      const posted = Promise.all(posts);
      inFlight.add(posted);
      await posted;
      inFlight.delete(posted);
      done({ code: 0 });
    },
    forceFlush: async () => void (await Promise.all(inFlight)),
    shutdown: async () => agent.destroy(),
  };
}
