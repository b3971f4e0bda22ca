import type { Configuration, Instance } from '../instance.ts';
import { isUnknown, type Value } from '../value.ts';

/** What attributes a data source has beyond those that its block says; undefined where nothing in the inputs answers. */
type Answer = (attribute: string, instance: Instance, configuration: Configuration) => Value | undefined;

/** By type of data source. */
const answers: Readonly<Record<string, Answer>> = {
  aws_network_interface: interfaceAddress,
};

/** An attribute of a data source as the inputs tell it. undefined: they do not, and it stays what Terraform looks up. */
export function answerOf(attribute: string, instance: Instance, configuration: Configuration): Value | undefined {
  return answers[instance.type]?.(attribute, instance, configuration);
}

/** The address of an interface that an endpoint is given: the endpoint's own, as the reader of plans says it. */
function interfaceAddress(attribute: string, { value }: Instance): Value | undefined {
  const id = attribute === 'private_ip' ? value.get('id') : undefined;
  return id !== undefined && isUnknown(id) && id.is?.attribute === 'network_interface_ids' ? id : undefined;
}
