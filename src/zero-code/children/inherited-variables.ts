import { markVariable } from './child-variables';

/** In a child of a process that takes the telemetry of its children: takes its variables away, since this process is recorded from within. */
export function dropInherited(env: NodeJS.ProcessEnv): void {
  for (const name of [...(env[markVariable] ?? '').split(','), markVariable]) delete env[name];
}
