import { pathText, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { list, record, text } from './fields.ts';

/**
 * What an API server refuses of the names of a Service's ports (API types, ServicePort.name; apimachinery, IsDNS1123Label):
 * two ports or more need names, each a DNS label, no two alike. Other objects have none of these.
 */
export function portNameProblems(resource: Resource): Problem[] {
  if (resource.type !== 'Service') return [];
  const ports = list(record(resource.body['spec'])['ports']).map((port) => text(record(port)['name']));
  return ports.flatMap((name, index): Problem[] => {
    const path: Path = ['spec', 'ports', index];
    if (name === undefined) return ports.length < 2 ? [] : [told(resource, path, 'missing-field', `${pathText(path)} has no name: a Service with ${ports.length} ports needs one for each, and the API server refuses it`)];
    if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return [told(resource, [...path, 'name'], 'unknown-value', `${pathText([...path, 'name'])} is "${name}", and the API server refuses it: a name has lower-case letters, digits and -, and no - at its ends`)];
    return ports.indexOf(name) === index ? [] : [told(resource, [...path, 'name'], 'unknown-value', `${pathText([...path, 'name'])} is "${name}", which another port of the Service has: the API server refuses it`)];
  });
}

function told(resource: Resource, path: Path, name: string, message: string): Problem {
  const at = resource.locate(path);
  return { name, severity: 'error', message, resource, ...(at === undefined ? {} : { at }) };
}
