import { dist } from '../installed.mjs';
import { interleaved } from '../rounds.mjs';
import { percentile } from '../statistics.mjs';

export const requests = {
  about: 'Inbound requests of an app that makes no model call: CPU per request, µs',
  async run({ sink, rounds }) {
    const env = { HH_API_KEY: 'bench', HH_API_URL: await sink.ask('url') };
    const execArgv = ['--require', `${dist}/register.js`];
    const measured = async (waits) => {
      const plain = { file: 'measure/requests.mjs', question: 'serve', given: { requests: 3_000, waits } };
      const registered = { ...plain, execArgv, env };
      const off = { ...registered, env: { ...env, HH_SESSIONS: 'off' } };
      const answers = await interleaved({ plain, registered, off }, 2 * rounds);
      // The lower quartile, because disturbances of the machine can only make a request cost more.
      const of = (name) => answers[name].map(({ cpuPerRequest }) => cpuPerRequest);
      return Object.keys(answers).map((name) => percentile(of(name), 0.25));
    };
    const atOnce = await measured(0);
    const waiting = await measured(5);
    const cells = (micros, n) => [micros[n].toFixed(1), (micros[n] - micros[0]).toFixed(1)];
    return {
      columns: ['', 'answers at once', 'added', 'waits five times', 'added'],
      rows: ['without register', 'with register', "with register, sessions: 'off'"].map((name, n) => [
        name,
        ...cells(atOnce, n),
        ...cells(waiting, n),
      ]),
      values: {
        'requests.auto.micros': atOnce[1] - atOnce[0],
        'requests.waiting.micros': waiting[1] - waiting[0],
        'requests.off.micros': atOnce[2] - atOnce[0],
      },
    };
  },
};
