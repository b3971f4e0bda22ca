import { expect, test } from 'vitest';
import { estateOf } from '../../resource/estate.ts';
import type { JsonObject, Problem, Resource } from '../../resource/resource.ts';
import { kind } from './kind.ts';

function doorman(spec: JsonObject): Resource {
  const at = { file: 'doorman.yaml', line: 1, column: 1, endLine: 1, endColumn: 2 };
  return { scope: 'cluster', type: 'Doorman', namespace: 'xnat', name: 'front', body: { spec }, locate: () => at };
}

test('a doorman guards every port of his pod and no other pod', () => {
  const { estate } = estateOf([doorman({ pod: 'web-0', admits: [{ from: '10.0.0.0/8' }] })]);
  const opened = kind.read(estate, []);
  expect(opened.at('pod/xnat/web-0/8080')?.doorman).toBe('Doorman xnat/front');
  expect(opened.at('pod/xnat/web-0/9090')).toBe(opened.at('pod/xnat/web-0/8080'));
  expect(opened.at('pod/xnat/web-1/8080')).toBeUndefined();
});

test('a line without an address block is reported where it stands, and the other lines still count', () => {
  const problems: Problem[] = [];
  const { estate } = estateOf([doorman({ pod: 'web-0', admits: [{ from: 'the street' }, { from: '10.0.0.0/8', port: 8080 }] })]);
  const spec = kind.read(estate, problems).at('pod/xnat/web-0/8080');
  expect(spec?.admits.map(({ from, port }) => ({ from, port }))).toEqual([{ from: '10.0.0.0/8', port: 8080 }]);
  expect(problems.map(({ message, at }) => `${at?.file}:${at?.line}: ${message}`)).toEqual([
    'doorman.yaml:1: the street is no address block: the doorman never lets anybody in by this line',
  ]);
});
