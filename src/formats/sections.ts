import { isObject, type Json, type JsonObject, type Path, type Problem, type Resource } from '../resource/resource.ts';
import type { Input, Settings } from './settings.ts';

/**
 * The section `loadBalancerController` of a sallyport.yaml as resources, one a cluster: `{ version, flags, featureGates }`, or a
 * list of such with `cluster` each. What the flags mean is not looked at here.
 */
export function controllersIn(settings: Settings | undefined, roots: readonly Input[], problems: Problem[]): readonly Resource[] {
  const section = settings?.body['loadBalancerController'];
  if (settings === undefined || section === undefined || section === null) return [];
  const entries = Array.isArray(section) ? (section as readonly Json[]).map((entry, index): [Json, Path] => [entry, ['loadBalancerController', index]]) : [[section, ['loadBalancerController']] as [Json, Path]];
  return entries.flatMap(([entry, at]) => {
    if (!isObject(entry)) {
      problems.push(wrong(settings, at, 'loadBalancerController is { version, flags: { cluster-name: NAME }, featureGates }'));
      return [];
    }
    const mistakes = mistakesIn(entry, controllerMembers, 'loadBalancerController', settings, at);
    problems.push(...mistakes);
    if (mistakes.length > 0) return [];
    return scopesOf(entry, roots).map((scope): Resource => ({ scope, type: 'LoadBalancerController', name: 'settings', body: entry, locate: (path, part) => settings.locate([...at, ...path], part), source: (path) => ({ file: settings.file, path: [...at, ...path] }) }));
  });
}

/** The scope of the cluster that an entry names; without one, of every input that is no account. */
export function scopesOf(entry: JsonObject, roots: readonly Input[]): readonly string[] {
  const { cluster } = entry;
  if (typeof cluster === 'string') return [cluster];
  const scopes = [...new Set(roots.filter(({ account }) => account === undefined).map(({ scope }) => scope))];
  return scopes.length === 0 ? ['default'] : scopes;
}

/** What a member of a section may be, in words. */
export type Members = Readonly<Record<string, { readonly fits: (value: Json) => boolean; readonly says: string }>>;

const scalar = (value: Json): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const value = (found: Json): boolean => scalar(found) || (Array.isArray(found) && found.every((each) => scalar(each as Json))) || (isObject(found) && Object.values(found).every(scalar));

const controllerMembers: Members = {
  cluster: { fits: (found) => typeof found === 'string', says: 'the name of a cluster of inputs' },
  version: { fits: (found) => typeof found === 'string' && /^v?\d+\.\d+(\.\d+)?/.test(found), says: 'the version of the controller in quotes: "3.5.0"' },
  flags: { fits: (found) => isObject(found) && Object.values(found).every(value), says: "the controller's own flags: { cluster-name: NAME, aws-vpc-id: ID }" },
  featureGates: { fits: (found) => isObject(found) && Object.values(found).every((each) => typeof each === 'boolean'), says: 'true or false for each gate: { NLBSecurityGroup: false }' },
};

/** What does not fit in an entry of a section. */
export function mistakesIn(entry: JsonObject, members: Members, section: string, settings: Settings, at: Path): readonly Problem[] {
  return Object.entries(entry).flatMap(([name, found]) => {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (member === undefined) return [wrong(settings, [...at, name], `${section} knows no ${name}: write ${Object.keys(members).join(', ')}`)];
    return member.fits(found) ? [] : [wrong(settings, [...at, name], `${name} is ${member.says}`)];
  });
}

/** A problem of a sallyport.yaml, where it stands. */
export function wrong(settings: Settings, path: Path, message: string): Problem {
  const at = settings.locate(path);
  return { name: 'wrong-setting', severity: 'error', message, ...(at === undefined ? {} : { at }) };
}
