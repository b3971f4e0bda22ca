import { alwaysPreserving } from '../../../facts/network-load-balancer.ts';
import type { ServicePort } from '../../../dialects/kubernetes/services.ts';
import { named, type ServiceDrafting } from './drafting.ts';

const proxyProtocol = 'proxy_protocol_v2.enabled';
const preserving = 'preserve_client_ip.enabled';

/** Attributes of the target group of one port: of the Service, over them those of the port, over both the PROXY protocol annotations. */
export function targetAttributesOf(drafting: ServiceDrafting, port: ServicePort): Readonly<Record<string, string>> {
  const { annotations, service } = drafting;
  const own = listed(drafting, 'target-group-attributes');
  const ofPort = Object.fromEntries(Object.entries(listed(drafting, `target-group-attributes.${port.port}`)).filter(([, value]) => value !== ''));
  const attributes: Record<string, string> = { [proxyProtocol]: 'false', ...own, ...ofPort };
  const ports = annotations.list('proxy-protocol-per-target-group');
  const wrong = ports?.find((each) => !/^[+-]?\d+$/.test(each));
  if (wrong !== undefined) drafting.reject(annotations.place('proxy-protocol-per-target-group'), `ports are written as numbers here; "${wrong}" is none`, `invalid port number in proxy-protocol-per-target-group: ${wrong}`);
  if (ports !== undefined) attributes[proxyProtocol] = String(ports.includes(String(port.port)));
  const all = annotations.text('proxy-protocol');
  if (all === '*') attributes[proxyProtocol] = 'true';
  else if (all !== undefined) drafting.reject(annotations.place('proxy-protocol'), `the PROXY protocol of Service ${named(service)} is switched on with "*" and nothing else; "${all}" stands here`, `invalid value ${all} for Load Balancer proxy protocol v2 annotation, only value currently supported is *`);
  if (attributes[proxyProtocol] === '') delete attributes[proxyProtocol];
  return attributes;
}

/** Whether targets see the client's own address. */
export function preservesClientAddress(attributes: Readonly<Record<string, string>>, targetType: 'instance' | 'ip', protocol: string): boolean {
  if (alwaysPreserving.has(protocol)) return true;
  const written = attributes[preserving];
  return written === undefined ? targetType === 'instance' : truth(written) === true;
}

function listed({ annotations, reject }: ServiceDrafting, name: string): Readonly<Record<string, string>> {
  const attributes = annotations.map(name) ?? {};
  const written = attributes[preserving];
  if (written !== undefined && truth(written) === undefined) reject(annotations.place(name), `${preserving} is true or false; "${written}" stands here`, `failed to parse attribute ${preserving}=${written}: strconv.ParseBool: parsing ${JSON.stringify(written)}: invalid syntax`);
  return attributes;
}

/** As Go reads a boolean. */
function truth(text: string): boolean | undefined {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true;
  return /^(0|f|F|false|FALSE|False)$/.test(text) ? false : undefined;
}
