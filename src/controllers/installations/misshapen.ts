import { isObject, pathText, valueAt, type Json, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { list, record } from '../../dialects/kubernetes/fields.ts';
import { problemAt } from '../controller.ts';

const shapes = {
  'a map': isObject,
  'a list': (value: Json): boolean => Array.isArray(value),
  'a text': (value: Json): boolean => typeof value === 'string',
  'true or false': (value: Json): boolean => typeof value === 'boolean',
} as const;

type Shape = keyof typeof shapes;

const top: readonly (readonly [Path, Shape])[] = [
  [['profile'], 'a text'],
  [['values'], 'a map'],
  [['values', 'gateways'], 'a map'],
  [['meshConfig'], 'a map'],
  [['components'], 'a map'],
  [['components', 'pilot', 'enabled'], 'true or false'],
  [['components', 'ingressGateways'], 'a list'],
  [['components', 'egressGateways'], 'a list'],
];

const ofGateway: readonly (readonly [Path, Shape])[] = [
  [[], 'a map'],
  [['enabled'], 'true or false'],
  [['name'], 'a text'],
  [['label'], 'a map'],
  [['k8s'], 'a map'],
  [['k8s', 'service'], 'a map'],
  [['k8s', 'service', 'ports'], 'a list'],
  [['k8s', 'serviceAnnotations'], 'a map'],
  [['k8s', 'podAnnotations'], 'a map'],
  [['k8s', 'env'], 'a list'],
  [['k8s', 'overlays'], 'a list'],
];

/** Members of an IstioOperator of a type that istioctl does not take (operator/pkg/apis, IstioOperatorSpec); each is read as if it were not there. */
export function misshapenIn(resource: Resource): readonly Problem[] {
  const spec = resource.body['spec'];
  if (spec !== undefined && spec !== null && !isObject(spec)) return [refused(resource, ['spec'], 'a map')];
  const components = record(record(resource.body['spec'])['components']);
  const wanted = [
    ...top.map(([path, shape]) => [['spec', ...path], shape] as const),
    ...['ingressGateways', 'egressGateways'].flatMap((kind) => list(components[kind]).flatMap((_, index) => ofGateway.map(([path, shape]) => [['spec', 'components', kind, index, ...path], shape] as const))),
  ];
  return wanted.flatMap(([path, shape]) => {
    const value = valueAt(resource.body, path);
    if (value === undefined || value === null || shapes[shape](value)) return [];
    return [refused(resource, path, shape)];
  });
}

function refused(resource: Resource, path: Path, shape: Shape): Problem {
  return problemAt(resource, path, 'unreadable-setting', 'warning', `${pathText(path)} has to be ${shape}, and istioctl refuses this IstioOperator; it is taken as if it were not there`);
}
