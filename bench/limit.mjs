// The least that any exporter of such records can do in JavaScript: parse the message attributes, build the record, stringify
// a hundred of them, post them. By hand for exactly these spans: no options, no other dialects, no retries, no bounds.
import { Agent, request } from 'node:http';
import { flatRecord, record } from './limit-record.mjs';

const perRequest = 100;

export function limitExporter(url) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  const underWay = new Set();
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
      underWay.add(posted);
      await posted;
      underWay.delete(posted);
      done({ code: 0 });
    },
    forceFlush: async () => void (await Promise.all(underWay)),
    shutdown: async () => agent.destroy(),
  };
}
