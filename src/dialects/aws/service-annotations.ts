import { alwaysPreserving, networkPrefix, servicePrefix } from '../../facts/network-load-balancer.ts';
import { record, text, words } from '../kubernetes/fields.ts';
import { membersIn, pairsIn, truthIn } from '../kubernetes/go-values.ts';
import type { Service, ServicePort } from '../kubernetes/services.ts';

/** The text of an annotation behind `service.beta.kubernetes.io/aws-load-balancer-`. */
export function said({ annotations }: Service, name: string): string | undefined {
  return annotations[networkPrefix + name];
}

/** The members of a list; undefined where nothing is written. */
export function listed(service: Service, name: string): readonly string[] | undefined {
  const written = said(service, name);
  return written === undefined ? undefined : membersIn(written);
}

/** `key=value` pairs; what is no pair is left out. */
export function paired(service: Service, name: string): Readonly<Record<string, string>> {
  return pairsIn(said(service, name));
}

/** `spec.loadBalancerClass`: whose Service it is. */
export function classOf({ resource }: Service): string | undefined {
  return text(record(resource.body['spec'])['loadBalancerClass']);
}

/** `spec.loadBalancerSourceRanges`, else the annotation; empty: nobody says. */
export function rangesOf({ resource, annotations }: Service): readonly string[] {
  const ranges = words(record(resource.body['spec'])['loadBalancerSourceRanges']);
  if (ranges.length > 0) return ranges;
  return membersIn(annotations[`${servicePrefix}load-balancer-source-ranges`]);
}

/** Whether the port is one of those that an annotation names by number or name. */
export function isNamed({ name, port }: ServicePort, written: string): boolean {
  return written === name || written === String(port);
}

const proxyProtocol = 'proxy_protocol_v2.enabled';

/** Attributes of the target group of one port: of the Service, over them those of the port, over both the PROXY protocol annotations. */
export function targetAttributes(service: Service, port: ServicePort): Readonly<Record<string, string>> {
  const ofPort = Object.fromEntries(Object.entries(paired(service, `target-group-attributes.${port.port}`)).filter(([, value]) => value !== ''));
  const attributes: Record<string, string> = { [proxyProtocol]: 'false', ...paired(service, 'target-group-attributes'), ...ofPort };
  const ports = listed(service, 'proxy-protocol-per-target-group');
  if (ports !== undefined) attributes[proxyProtocol] = String(ports.includes(String(port.port)));
  if (said(service, 'proxy-protocol') === '*') attributes[proxyProtocol] = 'true';
  if (attributes[proxyProtocol] === '') delete attributes[proxyProtocol];
  return attributes;
}

/** Whether a target group's attributes have its load balancer write a PROXY protocol header. */
export function announces(attributes: Readonly<Record<string, string>>): boolean {
  return attributes[proxyProtocol] === 'true';
}

/** Whether targets see the client's own address: nodes do unless somebody says otherwise, pods do not ("Edit target group attributes", client IP preservation). */
export function preservesClientAddress(attributes: Readonly<Record<string, string>>, targetType: 'instance' | 'ip', protocol: string): boolean {
  if (alwaysPreserving.has(protocol)) return true;
  return truthIn(attributes['preserve_client_ip.enabled']) ?? targetType === 'instance';
}
