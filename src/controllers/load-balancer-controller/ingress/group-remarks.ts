import { record, text, words } from '../../../dialects/kubernetes/fields.ts';
import { annotationPrefix, oldClassAnnotation } from '../../../facts/load-balancer-controller.ts';
import { ingressDefaults } from '../../../facts/istio-ingress.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Json, Resource } from '../../../resource/resource.ts';
import { annotationsOf } from '../annotations.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Refusal, Remark } from '../place.ts';
import { beatenByClass } from './annotation-names.ts';
import { classAnnotationOf } from './classes.ts';
import type { Member } from './group.ts';

/** With the class annotation the parameters of the class do not apply, whatever they are to keep people from. */
export function bypassedParameters(estate: Estate, ingress: Resource): readonly Remark[] {
  const annotation = classAnnotationOf(ingress);
  if (annotation === undefined) return [];
  const names = [text(record(ingress.body['spec'])['ingressClassName']), annotation];
  const classes = names.flatMap((name) => (name === undefined ? [] : [estate.find({ scope: ingress.scope, type: 'IngressClass', name })])).filter((each) => each !== undefined);
  const params = classes.map((each) => text(record(record(each.body['spec'])['parameters'])['name'])).map((name) => (name === undefined ? undefined : estate.find({ scope: ingress.scope, type: 'IngressClassParams', name }))).find((each) => each !== undefined);
  // The controller's chart makes parameters that pin nothing.
  const pinned = Object.keys(record(params?.body['spec'])).join(', ');
  if (params === undefined || pinned === '') return [];
  return [{ name: 'class-parameters-bypassed', severity: 'warning', at: [ingress, ['metadata', 'annotations', oldClassAnnotation]], message: `IngressClassParams ${params.name} (${pinned}) does not apply to this Ingress: the annotation ${oldClassAnnotation} makes it the controller's without its class` }];
}

/** A group that several namespaces join by name: any other can, and in front of them. */
export function openGroup({ flags }: ControllerFacts, id: string, members: readonly Member[]): readonly Remark[] {
  const named = members.filter(({ params, annotations }) => annotations.text('group.name') === id && record(params?.body['spec'])['group'] === undefined);
  const namespaces = [...new Set(named.map(({ namespace }) => namespace))];
  if (namespaces.length < 2 || flags.disableIngressGroupNameAnnotation) return [];
  const other = named.find(({ namespace }) => namespace !== namespaces[0])!;
  return [{ name: 'group-open-to-every-namespace', severity: 'note', at: other.annotations.place('group.name'), message: `who may write an Ingress in any namespace can put rules in front of all others of group ${id}: ${namespaces.slice(0, -1).join(', ')} and ${namespaces.at(-1)} share it by name, and group.order decides who comes first` }];
}

/** Annotations that IngressClassParams beat, with another value. */
export function overruledAnnotations({ params, annotations }: Member): readonly Remark[] {
  if (params === undefined) return [];
  const spec = record(params.body['spec']);
  return Object.entries(beatenByClass).flatMap(([pinned, name]): readonly Remark[] => {
    const written = annotations.text(name);
    const wins = winning(pinned, spec[pinned]);
    if (written === undefined || wins === undefined || written.split(',').map((each) => each.trim()).join(', ') === wins) return [];
    return [{ name: 'annotation-overruled-by-class', severity: 'warning', at: annotations.place(name), message: `${String(annotations.place(name)[1].at(-1))} "${written}" is passed over: IngressClassParams ${params.name} say ${wins}` }];
  });
}

/** What IngressClassParams say in words; undefined where they are silent. */
function winning(pinned: string, value: Json | undefined): string | undefined {
  if (pinned === 'group') return text(record(value)['name']);
  if (pinned === 'subnets') return value === undefined || value === null ? undefined : words(record(value)['ids']).join(', ') || 'subnets with certain tags';
  return Array.isArray(value) ? words(value).join(', ') || undefined : text(value) || undefined;
}

/** An Ingress with annotations for the controller, which names no class where none is the default. */
export function classless(ingress: Resource): readonly Remark[] {
  const annotations = annotationsOf(ingress, () => {});
  const own = Object.keys(annotations.written).find((key) => key.startsWith(annotationPrefix));
  if (own === undefined || classAnnotationOf(ingress) !== undefined || text(record(ingress.body['spec'])['ingressClassName']) !== undefined) return [];
  return [{ name: 'ingress-without-class', severity: 'warning', at: [ingress, ['metadata', 'annotations', own]], message: `nobody makes a load balancer of Ingress ${ingress.namespace ?? 'default'}/${ingress.name}: it names no class, and no class is the default` }];
}

/** An Ingress of a class that no file holds: the controller's webhook sees every Ingress of the cluster, and lets none in whose class is not there. */
export function classNotInInput(name: string, { at, says }: Refusal): readonly Remark[] {
  if (name === ingressDefaults.class) return [];
  return [{ name: 'ingress-class-not-in-input', severity: 'note', at, message: `who serves Ingress ${at[0].namespace ?? 'default'}/${at[0].name} is not known: no file holds an IngressClass ${name}. Where the cluster has none either, nobody does, and the load balancer controller's webhook does not let it in${says === undefined ? '' : `: ${says}`}` }];
}
