import { guarded } from '../runtime/guarded';

/**
 * The app's environment. In pm2's cluster mode it comes as JSON in one variable, from which pm2 fills `process.env` when the
 * preloads have run.
 */
export function environmentOf(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { pm2_env: pm2 } = env;
  if (pm2 === undefined) return env;
  const variables: unknown = guarded(() => JSON.parse(pm2));
  const own = Object.entries(Object(variables)).flatMap(([name, value]) =>
    typeof value === 'object' ? [] : [[name, String(value)] as const],
  );
  return { ...env, ...Object.fromEntries(own) };
}
