import { dist } from '../installed.mjs';
import { interleaved } from '../rounds.mjs';
import { median, percentile } from '../statistics.mjs';

export const requests = {
  about: 'Inbound requests of an app that makes no model call: CPU per request, µs',
  async run({ sink, rounds }) {
    const plain = { file: 'measure/requests.mjs', question: 'serve', given: 10_000 };
    const registered = {
      ...plain,
      execArgv: ['--require', `${dist}/register.js`],
      env: { HH_API_KEY: 'bench', HH_API_URL: await sink.ask('url') },
    };
    const withoutSessions = { ...registered, env: { ...registered.env, HH_SESSIONS: 'off' } };
    const answers = await interleaved({ plain, registered, withoutSessions }, rounds);
    const of = (name) => answers[name].map(({ cpuPerRequest }) => cpuPerRequest);
    const added = (name) => median(of(name).map((value, round) => value - of('plain')[round]));
    const spread = percentile(of('plain'), 0.75) - percentile(of('plain'), 0.25);
    const row = (title, name) => [title, ...[median(of(name)), added(name), spread].map((value) => value.toFixed(1))];
    return {
      columns: ['', 'CPU', 'added', 'spread without register'],
      rows: [
        row('without register', 'plain'),
        row('with register', 'registered'),
        row("with register, sessions: 'off'", 'withoutSessions'),
      ],
      values: { 'requests.auto.micros': added('registered'), 'requests.off.micros': added('withoutSessions') },
    };
  },
};
