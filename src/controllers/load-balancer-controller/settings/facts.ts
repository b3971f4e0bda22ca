import { vpcTagKey } from '../../../facts/load-balancer-flags.ts';
import { ingressController } from '../../../facts/load-balancer-controller.ts';
import { controllerProgramIn, mutatingWebhooksIn, serviceWebhookSelector, type Given, type GivenFlag } from '../../../dialects/aws/controller-program.ts';
import { takesNewServices } from '../../../dialects/aws/service-owner.ts';
import { record, text, texts } from '../../../dialects/kubernetes/fields.ts';
import { flagText, pairsIn } from '../../../dialects/kubernetes/go-values.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Problem, Resource } from '../../../resource/resource.ts';
import { problemAt } from '../../controller.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place } from '../place.ts';
import { awsFactsOf } from './aws.ts';
import { flagsOf, gatesIn, mistakesIn } from './flags.ts';

/** The type of resource that the section `loadBalancerController` of a sallyport.yaml becomes. */
const sectionType = 'LoadBalancerController';

/**
 * Everything the controller of one cluster knows: what a sallyport.yaml says, then the arguments of its own Deployment (a
 * file's, or what the chart makes of its values), then its defaults; and the AWS resources of the inputs.
 */
export function factsOf(estate: Estate, scope: string, problems: Problem[] = []): ControllerFacts {
  const section = estate.ofType(sectionType).find((each) => each.scope === scope);
  const program = controllerProgramIn(estate, scope);
  const given: Given = new Map([...(program?.flags ?? []), ...sectionFlags(section)]);
  for (const { at, message } of mistakesIn(given)) problems.push(problemAt(at[0], at[1], 'wrong-setting', 'error', message));
  const gates = gatesIn(given);
  const version = text(section?.body['version']) ?? program?.version;
  const flags = flagsOf(given, gates, takesNewServices(mutatingWebhooksIn(estate, scope), version?.replace(/^v/, ''), program !== undefined));
  const vpc = flags.awsVpcId === undefined ? taggedVpc(estate, given) : undefined;
  const webhookSelector = serviceWebhookSelector(estate, scope);
  const stated = section !== undefined || program !== undefined || estate.ofType('IngressClass').some((each) => each.scope === scope && record(each.body['spec'])['controller'] === ingressController);
  return {
    scope,
    flags: vpc === undefined ? flags : { ...flags, awsVpcId: vpc },
    gates,
    aws: awsFactsOf(estate, scope, flags.awsVpcId ?? vpc),
    ...(version === undefined ? {} : { version: version.replace(/^v/, '') }),
    ...(stated ? { stated } : {}),
    ...(webhookSelector === undefined ? {} : { webhookSelector }),
  };
}

/** `flags` and `featureGates` of the section, in the form in which arguments have them. */
function sectionFlags(section: Resource | undefined): readonly (readonly [string, GivenFlag])[] {
  if (section === undefined) return [];
  const flags = Object.entries(record(section.body['flags'])).map(([name, value]) => [name, { value: flagText(value), place: [section, ['flags', name]] as Place }] as const);
  const gates = record(section.body['featureGates']);
  return Object.keys(gates).length === 0 ? flags : [...flags, ['feature-gates', { value: flagText(gates), place: [section, ['featureGates']] }]];
}

/** The one VPC that `aws-vpc-tags` describes. */
function taggedVpc(estate: Estate, given: Given): string | undefined {
  const wanted = pairsIn(given.get('aws-vpc-tags')?.value);
  const key = given.get('aws-vpc-tag-key')?.value ?? vpcTagKey;
  if (wanted[key] === undefined) return undefined;
  const found = estate.ofType('aws_vpc').filter(({ body }) => texts(body['tags'])[key] === wanted[key]);
  return found.length === 1 ? text(found[0]!.body['id']) : undefined;
}
