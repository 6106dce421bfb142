import type { SessionStart } from '../delivery/session-start';
import type { Form, SingleRequest } from '../delivery/single/single-request';
import type { Update } from '../delivery/single/updates';

type Api = 'model' | 'v1';

/** HoneyHive's own default, for events without one. */
const unknownSource = 'unknown';

const starts: Readonly<Record<Api, (start: SessionStart) => readonly [path: string, body: unknown]>> = {
  model: (start) => ['/session/start', { session: { project: start.project, ...fieldsOf(start) } }],
  // Refuses other keys; the project is that of the API key.
  v1: (start) => ['/v1/sessions', fieldsOf(start)],
};

/** `start_time` is a number: of anything else HoneyHive makes the current time. */
const fieldsOf = ({ id, name, source, startTime, userProperties, metadata }: SessionStart) => ({
  session_name: name,
  source: source ?? unknownSource,
  session_id: id,
  start_time: startTime,
  user_properties: userProperties,
  metadata,
});

/** How sessions are started, and events updated, by HoneyHive's APIs: that of the records first. @param url without a last slash */
export class SingleRequests {
  readonly #url: string;
  readonly #apis: readonly Api[];

  constructor(url: string, api: Api) {
    this.#url = url;
    this.#apis = api === 'v1' ? ['v1', 'model'] : ['model', 'v1'];
  }

  startOf(start: SessionStart): SingleRequest {
    const forms = this.#apis.map((api) => {
      const [path, body] = starts[api](start);
      return this.#form('POST', path, Buffer.from(JSON.stringify(body)));
    });
    return { id: start.id, forms };
  }

  updateOf({ id, bytes }: Update): SingleRequest {
    const own = Buffer.concat([Buffer.from(`{"event_id":${JSON.stringify(id)},`), bytes.subarray(1)]);
    const forms = {
      model: this.#form('PUT', '/events', own),
      v1: this.#form('PUT', `/v1/events/${encodeURIComponent(id)}`, bytes),
    };
    return { id, forms: this.#apis.map((api) => forms[api]) };
  }

  #form(method: Form['method'], path: string, body: Buffer): Form {
    return { method, url: new URL(`${this.#url}${path}`), body };
  }
}
