import { list, record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { serviceAt } from '../../dialects/kubernetes/services.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Path } from '../../resource/resource.ts';
import { actionOf, type Backend } from './actions.ts';
import { annotationsOf } from './annotations.ts';
import type { Place } from './place.ts';
import { conditionBlocks, pathOrder, pathPatterns } from './conditions.ts';
import type { Group, Member } from './group.ts';
import type { Port } from './listeners.ts';
import { withoutDeadRules } from './optimise.ts';
import type { TargetGroups } from './target-groups.ts';

/** One rule of a listener before it has a priority. */
export interface Draft {
  readonly conditions: readonly JsonObject[];
  readonly actions: readonly JsonObject[];
  readonly transforms: readonly JsonObject[];
  readonly place: Place;
  readonly places: Readonly<Record<string, Place>>;
}

/** The rules of one port in order: members, their rules, the paths of each rule. A port that redirects has none. */
export function rulesOf(estate: Estate, group: Group, groups: TargetGroups, port: Port): readonly Draft[] {
  if (port.redirectTo !== undefined) return [];
  return withoutDeadRules(port, port.members.flatMap((member) => memberRules(estate, group, groups, port, member)));
}

/** The Service that a backend names, in any version of the API. */
export function backendOf(value: Json | undefined, place: Place): Backend | undefined {
  const backend = record(value);
  const service = record(backend['service']);
  const port = record(service['port']);
  const name = text(service['name']) ?? text(backend['serviceName']);
  const number = whole(port['number']) ?? text(port['name']) ?? whole(backend['servicePort']) ?? text(backend['servicePort']);
  return name === undefined || number === undefined ? undefined : { service: name, port: number, place };
}

function memberRules(estate: Estate, group: Group, groups: TargetGroups, port: Port, member: Member): readonly Draft[] {
  const { resource } = member;
  return list(record(resource.body['spec'])['rules']).flatMap((value, index) => {
    const rule = record(value);
    const paths = list(record(rule['http'])['paths']).map((each, at) => {
      const { path, pathType, backend } = record(each);
      return { path: text(path) ?? '', pathType: text(pathType) ?? 'ImplementationSpecific', backend, at: ['spec', 'rules', index, 'http', 'paths', at] as Path };
    });
    return paths.sort(pathOrder).flatMap(({ path, pathType, backend, at }) => {
      const patterns = path === '' ? [] : pathPatterns(path, pathType);
      const named = backendOf(backend, [resource, [...at, 'backend']]);
      if ('wrong' in patterns) {
        group.complaints.push({ at: [resource, [...at, 'path']], message: patterns.wrong });
        return [];
      }
      if (named === undefined) {
        group.complaints.push({ at: [resource, [...at, 'backend']], message: 'the backend names no Service port' });
        return [];
      }
      const action = actionOf(group, groups, member, named);
      if (action === undefined) return [];
      const own = (name: string): Json | undefined => (member.annotations.text(`${name}.${named.service}`) === undefined ? undefined : member.annotations.json(`${name}.${named.service}`));
      const regular = member.annotations.text('use-regex-path-match') === 'true' && pathType === 'ImplementationSpecific' && path !== '';
      const conditions = conditionBlocks(text(rule['host']), regular ? [] : patterns, own('conditions'));
      return [
        {
          conditions: regular ? [...conditions.filter((block) => block['path_pattern'] === undefined), { path_pattern: [{ regex_values: [path.slice(1)] }] }] : conditions,
          actions: [...authentication(estate, member, named.service, port), action],
          transforms: list(own('transforms')).map((each) => ({ type: text(record(each)['type']) ?? '' })),
          place: [resource, path === '' ? at : [...at, 'path']],
          places: { action: named.place },
        } satisfies Draft,
      ];
    });
  });
}

/** What has to be passed first, on HTTPS only; the Service's annotations beat the Ingress's. */
function authentication(estate: Estate, member: Member, name: string, { protocol }: Port): readonly JsonObject[] {
  if (protocol !== 'HTTPS') return [];
  const service = serviceAt(estate, member.namespace, name);
  const own = service === undefined ? undefined : annotationsOf(service.resource, () => {});
  const read = (key: string): string | undefined => own?.text(key) ?? member.annotations.text(key);
  const type = read('auth-type') ?? 'none';
  if (type === 'oidc' || type === 'cognito') return [{ type: `authenticate-${type}` }];
  return read('jwt-validation') === undefined ? [] : [{ type: 'jwt-validation' }];
}
