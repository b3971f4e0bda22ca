import { same, type Answer } from './described.ts';

const certificate = same({ id: 'CertificateArn', arn: 'CertificateArn', domain_name: 'DomainName', status: 'Status', type: 'Type', key_algorithm: 'KeyAlgorithm', not_after: 'NotAfter', certificate_authority_arn: 'CertificateAuthorityArn' });

/** Certificates. */
export const certificateAnswers: Readonly<Record<string, Answer>> = {
  Certificate: { command: 'acm describe-certificate', name: ['CertificateArn'], rows: [{ type: 'aws_acm_certificate', attributes: [...certificate, ...same({ subject_alternative_names: 'SubjectAlternativeNames' })] }] },
  CertificateSummaryList: { command: 'acm list-certificates', name: ['CertificateArn'], rows: [{ type: 'aws_acm_certificate', attributes: [...certificate, ...same({ subject_alternative_names: 'SubjectAlternativeNameSummaries' })] }] },
  WebACLs: { command: 'wafv2 list-web-acls', name: ['Name'], rows: [{ type: 'aws_wafv2_web_acl', attributes: same({ id: 'Id', arn: 'ARN', name: 'Name', description: 'Description' }) }] },
};
