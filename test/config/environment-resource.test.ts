import { resourceOf } from '../../src/config/environment-resource';

describe('the resource that the environment describes', () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['is empty when the environment says nothing', {}, {}],
    ['has the service name', { OTEL_SERVICE_NAME: 'shop' }, { 'service.name': 'shop' }],
    [
      'has every listed attribute, percent-decoded',
      { OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging, team=a%2Cb%20c' },
      { 'deployment.environment.name': 'staging', team: 'a,b c' },
    ],
    [
      'prefers OTEL_SERVICE_NAME over a listed name',
      { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,k=v' },
      { 'service.name': 'shop', k: 'v' },
    ],
    ['keeps an empty value', { OTEL_RESOURCE_ATTRIBUTES: 'k=' }, { k: '' }],
  ])('%s', (_rule, env, expected) => {
    const problems: string[] = [];
    expect(resourceOf(env, (problem) => problems.push(problem))).toEqual(expected);
    expect(problems).toEqual([]);
  });

  test.each(['k', '=v', 'k=v,k2', 'k=v=w', 'k=%', 'k=%zz'])(
    'ignores the whole list when it is %j, and says so',
    (listed) => {
      const problems: string[] = [];
      const env = { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: listed };
      expect(resourceOf(env, (problem) => problems.push(problem))).toEqual({ 'service.name': 'shop' });
      expect(problems).toEqual([expect.stringContaining('OTEL_RESOURCE_ATTRIBUTES')]);
    },
  );
});
