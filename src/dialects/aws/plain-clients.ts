import type { Resource } from '../../resource/resource.ts';
import { text, texts } from '../kubernetes/fields.ts';
import type { Balancer, Listener } from './balancers.ts';

/** The first of a resource's names that says https: what AWS calls it, what its tags do, what its block is called. Undefined: none does, or it speaks of a redirect to https. */
export function nameSayingHttps({ body, name }: Resource): string | undefined {
  const own = name.replace(/^(?:module\.[^.]+\.)*/, '').replace(/\[.*$/, '');
  return [own, text(body['name']), texts(body['tags'])['Name']].find((each) => each !== undefined && /https/i.test(each) && !/redirect|(?:to|2)[-_ ]?https/i.test(each));
}

/** Whether a listener hands on what it gets in plain HTTP: by its default action, or by a rule. */
export function handsOnPlaintext({ protocol, actions, rules }: Listener): boolean {
  return protocol === 'HTTP' && [actions, ...rules.map((rule) => rule.actions)].some((each) => each.some(({ type }) => type === 'forward'));
}

/** Balancers that somebody wrote, and no controller made of an Ingress. */
export function isWrittenDown({ resource }: Balancer): boolean {
  return resource.derived === undefined;
}
