import { clustersOf, type Cluster } from '../../dialects/aws/clusters.ts';
import { interfacesIn } from '../../dialects/aws/network/interfaces.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { EksEndpointSpec } from './spec.ts';

/** Answers for the names of EKS endpoints, as `name/VIEW/HOST/PORT`: which addresses a client is told depends on where it asks (EKS guide, "Cluster API server endpoint"). */
export function read(estate: Estate): Opened<EksEndpointSpec> {
  return {
    at: (address) => {
      const [, view = '', host = '', port] = address.split('/');
      const cluster = clustersOf(estate).find((each) => each.host !== undefined && each.host === host);
      return cluster === undefined ? undefined : specOf(estate, cluster, view, Number(port));
    },
  };
}

function specOf(estate: Estate, cluster: Cluster, view: string, port: number): EksEndpointSpec {
  const { resource, name } = cluster;
  return {
    cluster: name,
    port,
    way: wayOf(estate, cluster, view, port),
    origin: originOf(resource, [], 'endpoint', `the API server of EKS cluster ${name} takes it on port ${port}`),
    of: identityOf(resource),
  };
}

function wayOf(estate: Estate, { resource, name, vpc, privateAccess, publicAccess, cidrs }: Cluster, view: string, port: number): EksEndpointSpec['way'] {
  const settings = (attribute: string, note: string): EksEndpointSpec['origin'] => originOf(resource, ['vpc_config', 0, attribute], attribute, note);
  if (port !== 443) return { by: 'nothing', cause: 'no-listener', origin: originOf(resource, ['endpoint'], 'endpoint', `the endpoint of EKS cluster ${name} answers on port 443 only`) };
  if (!privateAccess && !publicAccess) return { by: 'nothing', cause: 'no-listener', origin: settings('endpoint_public_access', `EKS cluster ${name} has neither public nor private access: EKS takes no such settings`) };
  const own = vpc !== undefined && view === `vpc=${vpc}`;
  if (privateAccess && view !== 'public' && (own || !publicAccess || view === 'inside')) {
    const unless = own || view === 'inside' ? undefined : `whether the client's VPC is connected with ${vpc ?? `the VPC of cluster ${name}`}: the endpoint of EKS cluster ${name} has private addresses only`;
    return { by: 'private', interfaces: interfacesOf(estate, name, vpc), origin: settings('endpoint_private_access', `${name} has private access: inside its VPC the name leads to the cluster's own interfaces`), ...(unless === undefined ? {} : { unless }) };
  }
  if (!publicAccess) return { by: 'nothing', cause: 'not-routable', origin: settings('endpoint_public_access', `EKS cluster ${name} has no public access: the name leads to private addresses of its VPC`) };
  const taken = cidrs.includes('0.0.0.0/0') ? 'everybody' : cidrs.join(', ');
  return { by: 'public', cidrs, leaves: view !== 'public', origin: settings('public_access_cidrs', `the public endpoint of EKS cluster ${name} takes ${taken}${taken === 'everybody' ? '' : ' and denies everybody else'}`) };
}

/** Interfaces that EKS makes in the cluster's subnets say whose they are (EKS guide, "Amazon EKS networking requirements": `Amazon EKS NAME`). */
function interfacesOf(estate: Estate, name: string, vpc: string | undefined): readonly string[] {
  if (vpc === undefined) return [];
  return interfacesIn(estate, { vpc }).filter(({ resource }) => text(resource.body['description']) === `Amazon EKS ${name}`).map(({ key }) => `host/${key}/443`);
}
