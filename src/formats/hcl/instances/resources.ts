import type { Path, Resource } from '../../../resource/resource.ts';
import type { Gathered } from '../../kubernetes.ts';
import { bodyOf } from './body.ts';
import { preconditionsHeld } from '../refusals/conditions.ts';
import { isAnswered } from '../data/answers.ts';
import type { Configuration, Instance, Written } from './instance.ts';
import { headOf, locateIn } from './origin.ts';
import { payloadOf } from '../payload/payload.ts';
import { writtenAt } from '../written.ts';

/** The resources that an instance stands for: itself where it is one of AWS, or what it holds for others. */
export function resourcesOf(instance: Instance, alone: boolean, configuration: Configuration, into: Gathered): readonly Resource[] {
  // What is looked up among the inputs is there already, under its own name.
  if (instance.mode === 'data' && isAnswered(instance, configuration)) return [];
  preconditionsHeld(instance);
  const { body, origin } = bodyOf(instance);
  const resource: Resource = { scope: instance.scope, type: instance.type, name: instance.called, body, locate: locateIn(origin) };
  const only = alone && instance.key === undefined;
  // What names the load balancer of a Service names it as Terraform knows the Service.
  const names = /^kubernetes_service(?:_v1)?$/.test(instance.type) ? [resource] : [];
  if (instance.type.startsWith('aws_')) return [resource];
  const written = (path: Path): Written | undefined => writtenAt(origin, path, only);
  if (instance.mode === 'managed' && !payloadOf({ instance, resource, body, configuration, written }, into) && isKubernetes(instance.type)) {
    into.unread.push({ file: instance.file.name, reason: `${instance.value.text}: what such a resource makes in the cluster is not known here`, at: headOf(origin) });
  }
  return names;
}

function isKubernetes(type: string): boolean {
  return /^(?:kubernetes|kubectl|helm)_/.test(type);
}
