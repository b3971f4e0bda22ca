import { expect, test } from 'vitest';
import { albPath, asking, saidOf, to } from '../../test/alb.ts';
import { traceOf } from './trace.ts';

const hsts = { routing_http_response_strict_transport_security_header_value: 'max-age=1', routing_http_response_server_enabled: false, routing_http_response_x_frame_options_header_value: '' };

test('headers that a listener writes into answers are named where it is met', () => {
  const path = albPath({ listeners: { 443: { default_action: [to('web')], ...hsts }, 80: { default_action: [to('web')] } } });
  const assumed = (url: string): readonly string[] => {
    const trace = traceOf(path, asking(url));
    return 'wrong' in trace ? [] : trace.assumptions.filter(({ name }) => name === 'answer-headers-not-shown').map(({ text }) => text);
  };
  expect(assumed('https://a.example.org/')).toEqual(['the load balancer changes headers of the answer, which is not shown here: routing_http_response_server_enabled, routing_http_response_strict_transport_security_header_value']);
  expect(assumed('http://a.example.org/')).toEqual([]);
});

test('a certificate that has expired is taken by nobody who looks', () => {
  const path = albPath({ listeners: { 443: { default_action: [to('web')], certificate_arn: '${aws_acm_certificate.old.arn}' } }, certificates: { old: ['a.example.org'] }, status: 'EXPIRED' });
  expect(saidOf(path, asking('https://a.example.org/'))).toBe('handshake certificate-not-trusted');
  expect(saidOf(path, asking('https://a.example.org/', { insecure: true }))).toBe('web');
});

test('the older names of Terraform\'s types say the same', () => {
  const older = albPath({ listeners: { 443: { default_action: [to('web')] } }, spelled: 'aws_alb' });
  expect(saidOf(older, asking('https://a.example.org/'))).toBe('web');
});
