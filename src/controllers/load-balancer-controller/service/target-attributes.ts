import { listed, paired, said, targetAttributes } from '../../../dialects/aws/service-annotations.ts';
import { truthIn } from '../../../dialects/kubernetes/go-values.ts';
import type { ServicePort } from '../../../dialects/kubernetes/services.ts';
import { named, type ServiceDrafting } from './drafting.ts';

/** Attributes of the target group of one port, and what the controller refuses of the annotations that say them. */
export function targetAttributesOf(drafting: ServiceDrafting, port: ServicePort): Readonly<Record<string, string>> {
  const { annotations, service } = drafting;
  for (const name of ['target-group-attributes', `target-group-attributes.${port.port}`]) judged(drafting, name);
  const wrong = listed(service, 'proxy-protocol-per-target-group')?.find((each) => !/^[+-]?\d+$/.test(each));
  if (wrong !== undefined) drafting.reject(annotations.place('proxy-protocol-per-target-group'), `ports are written as numbers here; "${wrong}" is none`, `invalid port number in proxy-protocol-per-target-group: ${wrong}`);
  const all = said(service, 'proxy-protocol');
  if (all !== undefined && all !== '*') drafting.reject(annotations.place('proxy-protocol'), `the PROXY protocol of Service ${named(service)} is switched on with "*" and nothing else; "${all}" stands here`, `invalid value ${all} for Load Balancer proxy protocol v2 annotation, only value currently supported is *`);
  return targetAttributes(service, port);
}

function judged({ annotations, service, reject }: ServiceDrafting, name: string): void {
  // Says itself what is no list of pairs.
  annotations.map(name);
  const key = 'preserve_client_ip.enabled';
  const written = paired(service, name)[key];
  if (written !== undefined && truthIn(written) === undefined) reject(annotations.place(name), `${key} is true or false; "${written}" stands here`, `failed to parse attribute ${key}=${written}: strconv.ParseBool: parsing ${JSON.stringify(written)}: invalid syntax`);
}
