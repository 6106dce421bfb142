export const environment = 'deployment.environment.name';

/** By what people filter calls: which service, release, instance and place made them. A resource has many more, of no use there. */
export const keptResourceAttributes = [
  ...['service.name', 'service.namespace', 'service.version', 'service.instance.id', environment, 'host.name'],
  ...['k8s.namespace.name', 'k8s.deployment.name', 'k8s.pod.name', 'cloud.region', 'faas.name'],
];
