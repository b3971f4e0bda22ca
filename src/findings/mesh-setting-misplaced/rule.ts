import { controllerIn, ownerOf } from '../../dialects/aws/service-owner.ts';
import { record, text } from '../../dialects/kubernetes/fields.ts';
import { serviceOf } from '../../dialects/kubernetes/services.ts';
import { misplacedMeshSettings } from '../../facts/istio-charts.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, valueAt, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Reason, Rule, Severity } from '../rule.ts';

/** A setting stands under meshConfig that Istio reads elsewhere: it takes it without a word, and nothing comes of it. */
export const rule: Rule = {
  name: 'mesh-setting-misplaced',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const mesh of estate.ofType('MeshConfig')) {
    for (const name of Object.keys(mesh.body)) {
      const right = Object.hasOwn(misplacedMeshSettings, name) ? misplacedMeshSettings[name] : undefined;
      if (right !== undefined) yield found(estate, mesh, name, right);
    }
  }
}

function found(estate: Path['estate'], mesh: Resource, name: string, right: string): Finding {
  const installer = mesh.derived?.from;
  const operator = installer?.type === 'IstioOperator' ? installer : undefined;
  const where = operator === undefined ? right.replace(/^values\./, '') : `spec.${right}`;
  const stays = name === 'gateways' ? Object.entries(record(mesh.body[name])).flatMap(([gateway, asked]) => stillSo(estate, gateway, text(record(asked)['type']))) : [];
  return findingAt(rule, { resource: mesh, path: [name], part: 'key' }, {
    message: stays[0]?.message ?? `Istio ignores ${name} under meshConfig without a word: what stands there is in force nowhere`,
    label: `is read at ${where}, and ignored here`,
    severity: stays[0]?.severity ?? rule.severity,
    because: stays.flatMap(({ reasons }) => reasons),
    proposals: operator === undefined ? [] : moved(operator, name, right),
  });
}

/** The Service of a gateway that was to be of another type. */
function stillSo(estate: Path['estate'], gateway: string, asked: string | undefined): readonly { readonly message: string; readonly severity: Severity; readonly reasons: readonly Reason[] }[] {
  const service = estate.ofType('Service').find(({ name }) => name === gateway);
  const type = text(record(service?.body['spec'])['type']);
  if (service === undefined || type === undefined || asked === undefined || type === asked) return [];
  const owner = type === 'LoadBalancer' ? ownerOf(serviceOf(service), controllerIn(estate, service.scope)) : undefined;
  const kind = owner === undefined || owner.by === 'unknown' ? '' : [owner.scheme === undefined ? [] : owner.scheme === 'internal' ? ['internal'] : ['public'], owner.kind ?? []].flat().map((word) => `${word} `).join('');
  const effect = owner === undefined ? `is of type ${type}` : `has ${kind.startsWith('internal') ? 'an' : 'a'} ${kind}load balancer of its own, which nobody asked for`;
  return [
    {
      message: `Service ${service.namespace}/${gateway} ${effect}: Istio ignores gateways under meshConfig without a word`,
      severity: owner?.scheme === 'internet-facing' ? 'error' : rule.severity,
      reasons: [
        because(nameOf(service), `is of type ${type} and not ${asked}, and has none of the annotations that stand here`, { resource: service, path: ['spec', 'type'] }),
        ...(owner === undefined ? [] : [because(nameOf(service), owner.why, { resource: service, path: owner.path })]),
      ],
    },
  ];
}

/** The setting at its right place, where nothing stands yet. */
function moved(operator: Resource, name: string, right: string): readonly Proposal[] {
  const to = ['spec', ...right.split('.')];
  const value = valueAt(operator.body, ['spec', 'meshConfig', name]);
  if (value === undefined || value === null || valueAt(operator.body, to) !== undefined) return [];
  return [
    {
      title: `move ${name} to ${to.join('.')}, where Istio reads it`,
      edits: [
        { edit: 'set', of: operator, path: to, to: value },
        { edit: 'remove', of: operator, path: ['spec', 'meshConfig', name] },
      ],
      certainty: 'proposed',
    },
  ];
}
