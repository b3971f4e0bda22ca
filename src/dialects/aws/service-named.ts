import type { Estate } from '../../resource/estate.ts';
import { record, text } from '../kubernetes/fields.ts';
import { serviceAt, type Service } from '../kubernetes/services.ts';
import { blocks, nameIn } from './references.ts';

/**
 * The Service whose load balancer a value names: Terraform looks it up by the host name that Kubernetes writes into the status of
 * the Service, which it knows as a resource or a data source of its own.
 */
export function serviceNamed(estate: Estate, from: string | undefined, written: string): Service | undefined {
  const named = nameIn(written);
  if (named === undefined || !/^kubernetes_service(?:_v1)?$/.test(named.type)) return undefined;
  const scope = named.scope ?? from;
  const holder = scope === undefined ? estate.ofType(named.type).find((each) => each.name === named.name) : estate.find({ scope, type: named.type, name: named.name });
  const { name, namespace } = record(blocks(holder?.body['metadata'])[0]);
  return text(name) === undefined ? undefined : serviceAt(estate, text(namespace) ?? 'default', text(name)!);
}
