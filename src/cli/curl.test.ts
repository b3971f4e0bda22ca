import { expect, test } from 'vitest';
import { curlOf } from './curl.ts';

test('a pasted curl line gives its request', () => {
  expect(curlOf(`curl -X POST 'https://xnat.example.com/data' \\\n -H "X-Foo: it's \\"so\\"" -d '{"a":1}' --cacert ca.pem -sS`)).toEqual({
    url: 'https://xnat.example.com/data',
    method: 'POST',
    headers: [`X-Foo: it's "so"`, 'Content-Type: application/x-www-form-urlencoded'],
  });
  expect(curlOf('curl -I https://h/')).toEqual({ url: 'https://h/', method: 'HEAD', headers: [] });
});

test.each([
  ['curl -sX POST http://h/', { url: 'http://h/', method: 'POST', headers: [] }],
  ['curl -XDELETE http://h/', { url: 'http://h/', method: 'DELETE', headers: [] }],
  ['curl -sI http://h/', { url: 'http://h/', method: 'HEAD', headers: [] }],
  ["curl -skH 'X-A: 1' http://h/", { url: 'http://h/', method: 'GET', headers: ['X-A: 1'], insecure: true }],
  ['curl -HX-A:1 -o/dev/null http://h/', { url: 'http://h/', method: 'GET', headers: ['X-A:1'] }],
  ['curl -d@body h', { url: 'http://h', method: 'POST', headers: ['Content-Type: application/x-www-form-urlencoded'] }],
])('curl takes several short options in one word, and their value with or without a blank: %s', (line, asked) => {
  expect(curlOf(line)).toEqual(asked);
});

test.each([
  ['curl --retry-delay 3 http://h/', 'http://h/'],
  ['curl --proto =https --tlsv1.2 -sSf https://h/', 'https://h/'],
  ['curl --max-time 3 -v http://h/ --next http://other/', 'http://h/'],
])('what belongs to an option is not the URL: %s', (line, url) => {
  expect(curlOf(line)).toMatchObject({ url });
});

test('what curl sends with a body, a user or a token is part of the request', () => {
  expect(curlOf('curl -u me:pw http://h/')).toMatchObject({ headers: ['Authorization: Basic bWU6cHc='] });
  expect(curlOf('curl --oauth2-bearer tok http://h/')).toMatchObject({ headers: ['Authorization: Bearer tok'] });
  expect(curlOf("curl --json '{}' http://h/")).toEqual({ url: 'http://h/', method: 'POST', headers: ['Accept: application/json', 'Content-Type: application/json'] });
  expect(curlOf("curl -d '{}' -H 'content-type: text/plain' http://h/")).toMatchObject({ method: 'POST', headers: ['content-type: text/plain'] });
  expect(curlOf('curl -F a=b http://h/')).toMatchObject({ method: 'POST', headers: [] });
});

test('-G sends the body as the query', () => {
  expect(curlOf("curl -G -d a=b --data-urlencode 'q=x y' http://h/p")).toEqual({ url: 'http://h/p?a=b&q=x+y', method: 'GET', headers: [] });
  expect(curlOf("curl -G http://h/p?z=1 -d a=b -d c=d")).toMatchObject({ url: 'http://h/p?z=1&a=b&c=d' });
});

test('a header without a value is not sent, and one that ends in a semicolon is sent empty', () => {
  expect(curlOf(`curl -H 'Accept:' -H 'X-Empty;' http://h/`)).toMatchObject({ headers: ['X-Empty:'] });
});

test('a line that a browser copied has escapes in its quotes', () => {
  expect(curlOf(`curl $'http://h/it\\'s' -H $'X-A: \\u0041\\x42'`)).toEqual({ url: "http://h/it's", method: 'GET', headers: ['X-A: AB'] });
});

test('a curl line that cannot be read says why', () => {
  expect(curlOf(`curl 'https://h/`)).toEqual({ wrong: 'the curl line has a quote that is not closed' });
  expect(curlOf('curl -X GET')).toEqual({ wrong: 'the curl line names no URL' });
  expect(curlOf('curl http://a/ http://b/')).toEqual({ wrong: 'the curl line asks for http://a/ and http://b/: paste one request' });
  expect(curlOf('curl http://a/ -X')).toEqual({ wrong: 'nothing stands behind --request of the curl line' });
  expect(curlOf('curl -H @hdrs http://a/')).toEqual({ wrong: 'the curl line takes header lines from the file hdrs, which is not read: paste them' });
});

test('short options stand together, and dots in a path are gone as curl has them', () => {
  expect(curlOf('curl -sXPOST https://h/a')).toEqual({ url: 'https://h/a', method: 'POST', headers: [] });
  expect(curlOf('curl -sI -HX-Team:imaging https://h/a/../b/./c')).toEqual({ url: 'https://h/b/c', method: 'HEAD', headers: ['X-Team:imaging'] });
  expect(curlOf('curl --path-as-is https://h/a/../b')).toMatchObject({ url: 'https://h/a/../b' });
  expect(curlOf('curl -G -d a=b -d c=d https://h/?x=y')).toEqual({ url: 'https://h/?x=y&a=b&c=d', method: 'GET', headers: [] });
  expect(curlOf('curl -u me:secret https://h/')).toMatchObject({ headers: ['Authorization: Basic bWU6c2VjcmV0'] });
  expect(curlOf('curl -o out.txt --max-time 3 -F file=@x https://h/')).toEqual({ url: 'https://h/', method: 'POST', headers: [] });
});
