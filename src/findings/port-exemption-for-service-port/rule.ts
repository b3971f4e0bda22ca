import type { Path } from '../../path/path.ts';
import { nameOf, type Json } from '../../resource/resource.ts';
import { readerOf } from '../../resource/reader.ts';
import { exemptions, hasPort, portsLeadingTo, type Exemption, type Leading } from '../exemptions.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A port-level mode is written for the port of the Service; the sidecar knows only the ports of its pod. */
export const rule: Rule = {
  name: 'port-exemption-for-service-port',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const exemption of exemptions(estate)) {
    const views = exemption.pods.map((pod) => ({ pod, leading: portsLeadingTo(estate, pod) }));
    if (views.some(({ pod, leading }) => hasPort(pod, leading, exemption.port))) continue;
    const meant = views.flatMap(({ leading }) => leading).find(({ port }) => port.port === exemption.port);
    if (meant !== undefined) yield found(exemption, meant);
  }
}

function found({ policy, key, mode, pods }: Exemption, { service, port, target }: Leading): Finding {
  const path = ['spec', 'portLevelMtls', key];
  const taken = readerOf(policy).get('spec', 'portLevelMtls', String(target)).there;
  const value: Json = readerOf(policy).get(...path).value ?? null;
  return findingAt(rule, { resource: policy, path, part: 'key' }, {
    message: `the exception for port ${key} changes nothing: connections to ${service.name} still meet the mode of every other port`,
    label: `a port of the Service; the pod listens on ${target}`,
    because: [
      because(nameOf(service.resource), `port ${key} leads to port ${target} of the pod`, { resource: service.resource, path: port.path }),
      because(nameOf(policy), `sets ${mode ?? 'a mode'} for port ${key}, on which ${pods[0]!.name} does not listen`),
    ],
    proposals: taken
      ? []
      : [
          {
            title: `name the pod's port ${target} in place of the Service's port ${key}`,
            edits: [
              { edit: 'remove', of: policy, path },
              { edit: 'set', of: policy, path: ['spec', 'portLevelMtls', String(target)], to: value },
            ],
            certainty: 'proposed',
          },
        ],
  });
}
