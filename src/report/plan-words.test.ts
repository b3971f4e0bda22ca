import { describe, expect, test } from 'vitest';
import { actionsText, checkText, conditionsText, groupText, transformsText } from './plan-words.ts';

describe('a rule in words', () => {
  test('names every kind of condition', () => {
    expect(conditionsText([])).toBe('every request');
    expect(conditionsText([{ on: 'host', values: ['a.example.org', 'b.example.org'], regular: false }, { on: 'header X-Team', values: ['a'], regular: false }, { on: 'path', values: ['^/v[0-9]+'], regular: true }])).toBe('host a.example.org or b.example.org, header X-Team a, path like the regular expression ^/v[0-9]+');
  });

  test('says logins and tokens before what follows them', () => {
    expect(actionsText([{ type: 'authenticate', with: 'https://idp.example.org', otherwise: 'deny' }, { type: 'forward', groups: [{ name: 'k8s-a', service: 'shop/a port 80', weight: 20 }, { name: 'k8s-b', weight: 80 }], sticky: 7200 }])).toBe('login with https://idp.example.org, deny without, then Service shop/a port 80 (weight 20) or k8s-b (weight 80), the same one for 2 h');
    expect(actionsText([{ type: 'jwt-validation', issuer: 'https://idp.example.org' }, { type: 'redirect', status: 301, location: 'https://#{host}:443/#{path}?#{query}' }])).toBe('token of https://idp.example.org, then redirect 301 to https://#{host}:443/#{path}?#{query}');
  });

  test('says what does not exist behind a stand-in', () => {
    expect(actionsText([{ type: 'fixed-response', status: 503, body: 'Backend service does not exist', missing: 'Service shop/gone' }])).toBe('answer 503 "Backend service does not exist", because Service shop/gone does not exist');
  });

  test('says what is rewritten', () => {
    expect(transformsText([])).toBeUndefined();
    expect(transformsText([{ of: 'url', regex: '^/v1/(.*)$', replace: '/$1' }])).toBe('url ^/v1/(.*)$ becomes /$1');
  });
});

describe('a target group in words', () => {
  const group = { name: { value: 'k8s-web', known: true, here: 'k8s-web' }, protocol: 'HTTPS', targetType: 'ip', port: 8443, attributes: [], targets: [], tags: [] };

  test('says what its targets are', () => {
    expect(groupText(group)).toBe('HTTPS to pods, port 8443');
    expect(groupText({ ...group, port: 1 })).toBe('HTTPS to pods, each its own port');
    expect(groupText({ ...group, targetType: 'instance', port: 31443, protocolVersion: 'HTTP2' })).toBe('HTTPS (HTTP2) to nodes, node port 31443');
    expect(groupText({ ...group, targetType: 'instance', port: 0 })).toBe('HTTPS to nodes, a node port that the cluster picks');
    expect(groupText({ ...group, targetType: 'alb', port: 443, protocol: 'TCP' })).toBe('TCP to the Application Load Balancer, port 443');
  });

  test('says how health is checked', () => {
    expect(checkText({ protocol: 'HTTP', port: 'traffic-port', path: '/ready', matcher: '200', interval: 15, timeout: 5, healthy: 2, unhealthy: 3 })).toBe('HTTP /ready on the traffic port every 15 s, good: 200; healthy after 2, unhealthy after 3, waits 5 s');
    expect(checkText({ protocol: 'TCP', port: '31127', interval: 10, timeout: 10, healthy: 3, unhealthy: 3 })).toBe('TCP on port 31127 every 10 s; healthy after 3, unhealthy after 3, waits 10 s');
  });
});
