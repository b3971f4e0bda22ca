import { portOn } from '../../dialects/kubernetes/endpoints.ts';
import { podsWith } from '../../dialects/kubernetes/pods.ts';
import type { Service, ServicePort } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import { applyEdits, type Edit } from '../../resource/edit.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Reader } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import { destinations, getsThrough, trafficPolicies } from '../destinations.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Settings for a port are written for a number that the Service does not have: clients dial Service ports. */
export const rule: Rule = {
  name: 'destination-rule-port-is-not-a-service-port',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { rule: written, service } of destinations(estate)) {
    const settings = trafficPolicies(written).flatMap((policy) => policy.get('portLevelSettings').each());
    for (const setting of settings) {
      const number = setting.get('port', 'number').number();
      if (number !== undefined && !service.ports.some(({ port }) => port === number)) yield found(estate, setting, service, number);
    }
  }
}

function found(estate: Estate, setting: Reader, service: Service, number: number): Finding {
  const { resource: written, path } = setting.get('port', 'number');
  const meant = leadingTo(estate, service, number);
  const ports = service.ports.map(({ port }) => port);
  const edits: readonly Edit[] = meant === undefined ? [] : [{ edit: 'set', of: written, path, to: meant.port }];
  // Settings that were never used may be wrong: then somebody has to look at them first.
  const safe = applyEdits([written], edits).every((edited) => getsThrough(estate, edited, service));
  return findingAt(rule, { resource: written, path }, {
    message: `the settings for port ${number} are never used: clients of ${service.name} dial ${ports.length === 0 ? 'no port of it' : `port ${listed(ports)}`}`,
    label: meant === undefined ? `not a port of Service ${service.name}` : `a port of the pod; the Service's is ${meant.port}`,
    because: [because(nameOf(service.resource), meant === undefined ? `has the ports ${listed(ports)}` : `port ${meant.port} leads to port ${number} of the pod`, { resource: service.resource, path: meant?.path ?? ['spec', 'ports'] })],
    proposals: meant === undefined ? [] : [{ title: `name the Service's port ${meant.port}`, edits, certainty: safe ? 'proposed' : 'needs a value' }],
  });
}

/** The Service port that leads to this port of the Service's pods. */
function leadingTo(estate: Estate, service: Service, number: number): ServicePort | undefined {
  const pod = podsWith(estate, service.resource.scope, service.namespace, service.selector)[0];
  return pod === undefined ? undefined : service.ports.find((port) => portOn(pod, port) === number);
}
