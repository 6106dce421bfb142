import type { Option } from '../../config/option-parsers';
import { optionTable } from '../../config/option-table';
import { contentSwitch, isSdkDisabled } from '../../config/switches';
import { projectMatters } from '../../pipeline/hints/project-matters';
import { unquoted } from '../../runtime/unquoted';
import { type Finding, findingsOf } from '../finding';
import type { Setting } from '../setting';

const variables = findingsOf('variables');
const enabled = findingsOf('enabled');
const project = findingsOf('project');
const content = findingsOf('content');

const isSet = (env: Setting['env'], name: string): boolean => unquoted(env[name] ?? '') !== '';
const proxyVariables = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];
const others = [
  'HH_CHILDREN',
  'HH_CONFIG',
  'OTEL_SDK_DISABLED',
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  ...proxyVariables,
  ...proxyVariables.map((name) => name.toLowerCase()),
];

/** Which of the variables that count are set, and what is wrong with them. Their values are not said. */
export function checkVariables({ env, complaints }: Pick<Setting, 'env' | 'complaints'>): readonly Finding[] {
  const known = Object.values<Option<unknown>>(optionTable).flatMap((option) => option.env);
  const set = [...new Set([...known, ...others])].filter((name) => isSet(env, name));
  const list = set.length === 0 ? 'None of the variables of this package is set.' : `Set: ${set.join(', ')}.`;
  return [variables.ok(list), ...complaints.map((complaint) => variables.warning(complaint))];
}

export function checkEnabled({ env, config, file }: Pick<Setting, 'env' | 'config' | 'file'>): Finding {
  if (config.enabled) return enabled.ok('Recording is switched on.');
  if (file?.options.enabled === false)
    return enabled.problem('Nothing is recorded or sent, by the file of options.', 'Leave out its `enabled`.');
  const by = isSdkDisabled(env) ? 'OTEL_SDK_DISABLED' : 'HH_ENABLED';
  return enabled.problem(`Nothing is recorded or sent, by ${by}.`, `Unset ${by}.`);
}

export function checkProject({ config, file }: Pick<Setting, 'config' | 'file'>): Finding {
  if (file?.options.project !== undefined) return project.ok('The file of options has it.');
  if (config.project !== undefined) return project.ok('HH_PROJECT is set.');
  if (projectMatters(config)) {
    return project.warning(
      'HH_PROJECT is not set, so events go to the project "unknown".',
      'Set it to the name of your project.',
    );
  }
  return project.ok('HH_PROJECT is not set, and not needed for this address and format.');
}

/** Whether records have messages and answers, as far as this package decides it. */
export function checkContent({
  env,
  config,
  complaints,
  file,
}: Pick<Setting, 'env' | 'config' | 'complaints' | 'file'>): Finding {
  if (config.captureContent) return content.ok('Records have messages and answers, as far as spans have them.');
  if (file?.problem !== undefined)
    return content.warning(
      'Records have neither messages nor answers, since the file of options cannot be used.',
      'See options-file.',
    );
  if (file?.options.captureContent === false)
    return content.warning(
      'Records have neither messages nor answers, by the file of options.',
      'Set its `captureContent` to true if they should.',
    );
  const misspelt = complaints.find((complaint) =>
    contentSwitch.env.some((name) => complaint.includes(`did you mean ${name}?`)),
  );
  const by =
    misspelt === undefined
      ? contentSwitch.env.find((name) => isSet(env, name))
      : 'a variable that looks like HH_CAPTURE_CONTENT';
  return content.warning(
    `Records have neither messages nor answers, by ${by}.`,
    'Set HH_CAPTURE_CONTENT=true if they should.',
  );
}
