import { expect, test } from 'vitest';
import { curlOf, requestOf } from './ask.ts';

test('a pasted curl line gives its request', () => {
  expect(curlOf(`curl -X POST 'https://xnat.example.com/data' \\\n -H "X-Foo: it's \\"so\\"" -d '{"a":1}' --cacert ca.pem -sS`)).toEqual({ url: 'https://xnat.example.com/data', method: 'POST', headers: [`X-Foo: it's "so"`] });
  expect(curlOf('curl xnat.example.com -d x')).toEqual({ url: 'http://xnat.example.com', method: 'POST', headers: [] });
  expect(curlOf('curl -I https://h/')).toEqual({ url: 'https://h/', method: 'HEAD', headers: [] });
});

test('a curl line that cannot be read says why', () => {
  expect(curlOf(`curl 'https://h/`)).toEqual({ wrong: 'the curl line has a quote that is not closed' });
  expect(curlOf('curl -X GET')).toEqual({ wrong: 'the curl line names no URL' });
});

test('a header line or a method that is none is refused', () => {
  expect(requestOf({ url: 'https://h/', headers: ['no colon'] })).toHaveProperty('wrong');
  expect(requestOf({ url: 'https://h/', method: 'G ET' })).toHaveProperty('wrong');
  expect(requestOf({ url: 'https://h/', method: 'PROPFIND', headers: ['A: b'] })).toMatchObject({ method: 'PROPFIND', headers: [['A', 'b']] });
});
