import { record, text } from '../../../dialects/kubernetes/fields.ts';
import { oldClassAnnotation } from '../../../facts/load-balancer-controller.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Remark } from '../place.ts';
import { classAnnotationOf } from './classes.ts';
import type { Member } from './group.ts';

/** With the class annotation the parameters of the class do not apply, whatever they are to keep people from. */
export function bypassedParameters(estate: Estate, ingress: Resource): readonly Remark[] {
  const annotation = classAnnotationOf(ingress);
  if (annotation === undefined) return [];
  const names = [text(record(ingress.body['spec'])['ingressClassName']), annotation];
  const classes = names.flatMap((name) => (name === undefined ? [] : [estate.find({ scope: ingress.scope, type: 'IngressClass', name })])).filter((each) => each !== undefined);
  const params = classes.map((each) => text(record(record(each.body['spec'])['parameters'])['name'])).map((name) => (name === undefined ? undefined : estate.find({ scope: ingress.scope, type: 'IngressClassParams', name }))).find((each) => each !== undefined);
  if (params === undefined) return [];
  const pinned = Object.keys(record(params.body['spec'])).filter((key) => key !== 'namespaceSelector').join(', ');
  return [{ name: 'class-parameters-bypassed', severity: 'warning', at: [ingress, ['metadata', 'annotations', oldClassAnnotation]], message: `IngressClassParams ${params.name} (${pinned === '' ? 'namespaceSelector' : pinned}) does not apply to this Ingress: the annotation ${oldClassAnnotation} makes it the controller's without its class` }];
}

/** A group that several namespaces join by name: any other can, and in front of them. */
export function openGroup({ flags }: ControllerFacts, id: string, members: readonly Member[]): readonly Remark[] {
  const named = members.filter(({ params, annotations }) => annotations.text('group.name') === id && record(params?.body['spec'])['group'] === undefined);
  const namespaces = [...new Set(named.map(({ namespace }) => namespace))];
  if (namespaces.length < 2 || flags.disableIngressGroupNameAnnotation) return [];
  const other = named.find(({ namespace }) => namespace !== namespaces[0])!;
  return [{ name: 'group-open-to-every-namespace', severity: 'note', at: other.annotations.place('group.name'), message: `who may write an Ingress in any namespace can put rules in front of all others of group ${id}: ${namespaces.join(' and ')} share it by name, and group.order decides who comes first` }];
}
